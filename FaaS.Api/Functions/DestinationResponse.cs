using FaaS.Domain.Functions;

namespace FaaS.Api.Functions;

/// <summary>Where the end of an invocation is told; the secret of a URL is not shown.</summary>
internal sealed record DestinationResponse(string? Function, string? Url)
{
    public static DestinationResponse? Of(Destination? destination)
        => destination is null ? null : new(destination.Function, destination.Url?.AbsoluteUri);
}
