namespace FaaS.Client.Functions;

/// <summary>What to deploy. What is null is left to the API's defaults.</summary>
public sealed record FunctionDefinition
{
    /// <summary>A DNS label: a lower-case letter, then letters, digits and hyphens, at most 63 in all.</summary>
    public required string Name { get; init; }

    /// <summary>Up to 64 letters, digits, dots, hyphens, underscores and plus signs, new for this function. When null:
    /// <c>1.0.0</c>, and for an update the one after the current one.</summary>
    public string? Version { get; init; }

    /// <summary><c>python</c>, <c>nodejs</c> or <c>go</c>.</summary>
    public required string Runtime { get; init; }

    /// <summary>Where the code starts: <c>file.function</c>, <c>function</c> in the runtime's default file
    /// (main.py, index.js), or a file name, which is run as a program. Go is always a program.</summary>
    public required string Handler { get; init; }

    /// <summary>One source file or a zip archive, at most 50 MB; travels as base64.</summary>
    public required byte[] Code { get; init; }

    /// <summary>1 s to 15 min; 30 s when null.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>64 to 10240 MiB; 128 when null.</summary>
    public int? MemoryMb { get; init; }

    /// <summary>In cores, 0.05 to 16: 0.5 is half of one; 1 when null.</summary>
    public double? Cpu { get; init; }

    /// <summary>How many invocations may run at once, 1 to 1000; 10 when null.</summary>
    public int? MaxConcurrency { get; init; }

    public Isolation? Isolation { get; init; }

    public NetworkAccess? Network { get; init; }

    /// <summary>How long an asynchronous invocation may wait to be started, 1 s to 7 days; 6 h when null.</summary>
    public TimeSpan? MaxEventAge { get; init; }

    /// <summary>How a failed asynchronous invocation is tried again.</summary>
    public RetryPolicy? Retry { get; init; }

    /// <summary>Who is told that an asynchronous invocation has succeeded; nobody when null.</summary>
    public Destination? OnSuccess { get; init; }

    /// <summary>Who is told that an asynchronous invocation has become a dead letter; nobody when null.</summary>
    public Destination? OnFailure { get; init; }

    /// <summary>Environment variables of the user's code, at most 4 KB.</summary>
    public IReadOnlyDictionary<string, string>? Environment { get; init; }

    /// <summary>The caller's own notes, at most 16 KB; the platform does not read them.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }
}
