namespace FaaS.Api.Functions;

/// <summary>The body of POST and PUT. What is left out takes its default.</summary>
internal sealed record FunctionRequest
{
    /// <summary>A DNS label. With PUT it may be left out.</summary>
    public string? Name { get; init; }

    /// <summary>Default: 1.0.0, or with PUT the one after the current.</summary>
    public string? Version { get; init; }

    public string? Runtime { get; init; }

    /// <summary><c>file.function</c>, <c>function</c>, or a file that is run as a program.</summary>
    public string? Handler { get; init; }

    /// <summary>A source file or a zip, in base64. With PUT it may be left out, to keep the current one.</summary>
    public byte[]? Code { get; init; }

    /// <summary><c>30s</c>, <c>1m30s</c> or ISO 8601 <c>PT30S</c>. Default: 30s.</summary>
    public string? Timeout { get; init; }

    public int? MemoryMb { get; init; }

    /// <summary>In cores.</summary>
    public double? Cpu { get; init; }

    public int? MaxConcurrency { get; init; }

    public string? Isolation { get; init; }

    public string? Network { get; init; }

    public Dictionary<string, string>? Environment { get; init; }

    public Dictionary<string, string>? Metadata { get; init; }
}
