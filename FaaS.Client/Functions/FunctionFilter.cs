namespace FaaS.Client.Functions;

/// <summary>Which functions to list; what is null does not matter.</summary>
public sealed record FunctionFilter
{
    /// <summary>Only names that begin with this.</summary>
    public string? Prefix { get; init; }

    /// <summary>Only this runtime: <c>python</c>, <c>nodejs</c>, <c>go</c>.</summary>
    public string? Runtime { get; init; }
}
