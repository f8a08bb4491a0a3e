using FaaS.Domain.Functions;

namespace FaaS.Api.Functions;

/// <summary>A function or a URL, where the end of an invocation is told.</summary>
internal sealed record DestinationRequest
{
    /// <summary>Name or id of a function that is invoked asynchronously. Either this or a URL.</summary>
    public string? Function { get; init; }

    /// <summary>Gets the event as a signed POST, and answers 2xx when it has it. At most 2048 characters.</summary>
    public string? Url { get; init; }

    /// <summary>
    /// The key of the signature (standardwebhooks.com), 16 to 256 characters, as text or as <c>whsec_</c> and base64.
    /// Needed with a new URL, kept with the one that the function has, and never shown again.
    /// </summary>
    public string? Secret { get; init; }

    /// <param name="current">What the function has now, whose secret is kept for the same URL.</param>
    public Destination ToDestination(Destination? current)
    {
        var url = Url is null ? null : new Uri(new Uri(Url).AbsoluteUri);
        return new()
        {
            Function = Function,
            Url = url,
            Secret = Secret ?? (url is not null && url == current?.Url ? current.Secret : null),
        };
    }
}
