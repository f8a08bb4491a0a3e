namespace FaaS.Client.Invocations;

/// <summary>Which invocations to list; what is null does not matter.</summary>
public sealed record InvocationFilter
{
    /// <summary>The function's name or id.</summary>
    public string? Function { get; init; }

    public InvocationStatus? Status { get; init; }

    /// <summary>Only those whose caller waited, or only those that were stored to be run.</summary>
    public InvocationMode? Mode { get; init; }

    /// <summary>Accepted at this time or later.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Accepted before this time.</summary>
    public DateTimeOffset? Until { get; init; }
}
