namespace FaaS.Client.Functions;

/// <summary>A function and its current version, as <c>GET /functions/{name}</c> shows it.</summary>
public sealed record FunctionInfo
{
    /// <summary>Stays the same from version to version.</summary>
    public required Guid Id { get; init; }

    /// <summary>A DNS label of at most 63 characters.</summary>
    public required string Name { get; init; }

    /// <summary>The version that invocations run.</summary>
    public required string Version { get; init; }

    /// <summary><c>python</c>, <c>nodejs</c> or <c>go</c>.</summary>
    public required string Runtime { get; init; }

    /// <summary>Where the code starts: <c>file.function</c>, <c>function</c>, or a file, run as a program.</summary>
    public required string Handler { get; init; }

    public required FunctionCode Code { get; init; }

    /// <summary>How long one invocation may run; the deadline kills it.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>The sandbox's memory limit, in MiB.</summary>
    public required int MemoryMb { get; init; }

    /// <summary>In cores: 0.5 is half of one.</summary>
    public required double Cpu { get; init; }

    /// <summary>How many invocations may run at once; more of them wait, then are refused with 429.</summary>
    public required int MaxConcurrency { get; init; }

    public required Isolation Isolation { get; init; }

    public required NetworkAccess Network { get; init; }

    /// <summary>How long an asynchronous invocation may wait to be started.</summary>
    public TimeSpan? MaxEventAge { get; init; }

    /// <summary>How a failed asynchronous invocation is tried again.</summary>
    public RetryPolicy? Retry { get; init; }

    /// <summary>Without its secret; null when nobody is told.</summary>
    public Destination? OnSuccess { get; init; }

    /// <summary>Without its secret; null when nobody is told.</summary>
    public Destination? OnFailure { get; init; }

    /// <summary>Environment variables of the user's code.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>The caller's own notes; the platform does not read them.</summary>
    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    /// <summary>Whether the code was built and loaded in a sandbox when it was deployed.</summary>
    public bool Verified { get; init; }

    /// <summary>Every version that is kept, the current one included.</summary>
    public required IReadOnlyList<string> Versions { get; init; }

    /// <summary>When the first version was created, UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the current version was created, UTC.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}
