namespace FaaS.Domain.Functions;

/// <summary>Who is told how an asynchronous invocation ended: a function, or whoever listens at a URL.</summary>
public sealed record Destination
{
    /// <summary>Name or id of a function of the same tenant. Either this or <see cref="Url"/>.</summary>
    public string? Function { get; init; }

    public Uri? Url { get; init; }

    /// <summary>Signs what is sent to <see cref="Url"/>.</summary>
    public string? Secret { get; init; }
}
