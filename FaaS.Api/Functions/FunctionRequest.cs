namespace FaaS.Api.Functions;

/// <summary>The body of POST and PUT. What is left out takes its default.</summary>
internal sealed record FunctionRequest
{
    /// <summary>A DNS label of at most 63 characters. With PUT it may be left out.</summary>
    public string? Name { get; init; }

    /// <summary>Default: 1.0.0, or with PUT the one after the current.</summary>
    public string? Version { get; init; }

    /// <summary><c>python</c>, <c>nodejs</c> or <c>go</c>.</summary>
    public string? Runtime { get; init; }

    /// <summary><c>file.function</c>, <c>function</c>, or a file that is run as a program.</summary>
    public string? Handler { get; init; }

    /// <summary>A source file or a zip of at most 50 MB, in base64. Without it, PUT keeps the current.</summary>
    public byte[]? Code { get; init; }

    /// <summary><c>30s</c>, <c>1m30s</c> or ISO 8601 <c>PT30S</c>, from 1s to 15m. Default: 30s.</summary>
    public string? Timeout { get; init; }

    /// <summary>From 64 to 10240. Default: 128.</summary>
    public int? MemoryMb { get; init; }

    /// <summary>In cores, from 0.05 to 16. Default: 1.</summary>
    public double? Cpu { get; init; }

    /// <summary>How many invocations run at once, from 1 to 1000. Default: 10.</summary>
    public int? MaxConcurrency { get; init; }

    /// <summary><c>invocation</c> (default) or <c>function</c>: what may share a sandbox.</summary>
    public string? Isolation { get; init; }

    /// <summary><c>none</c> (default) or <c>egress</c>.</summary>
    public string? Network { get; init; }

    /// <summary>How long an asynchronous invocation may wait to be started, from 1s to 168h. Default: 6h.</summary>
    public string? MaxEventAge { get; init; }

    /// <summary>For asynchronous invocations.</summary>
    public RetryRequest? Retry { get; init; }

    /// <summary>Who is told that an asynchronous invocation has succeeded.</summary>
    public DestinationRequest? OnSuccess { get; init; }

    /// <summary>Who is told that an asynchronous invocation has become a dead letter.</summary>
    public DestinationRequest? OnFailure { get; init; }

    /// <summary>At most 4 KB, names and values together.</summary>
    public Dictionary<string, string>? Environment { get; init; }

    /// <summary>Your own notes, at most 16 KB.</summary>
    public Dictionary<string, string>? Metadata { get; init; }
}
