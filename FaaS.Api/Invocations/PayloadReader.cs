using FaaS.Infrastructure.Dispatch;
using Microsoft.AspNetCore.Http.Features;

namespace FaaS.Api.Invocations;

/// <summary>Reads a body whole into pooled memory, and no more of it than is allowed.</summary>
internal static class PayloadReader
{
    private const int UnknownLengthBytes = 4 * 1024;

    /// <summary>Memory that fits the body, as far as its length is known.</summary>
    public static PooledBytes Rent(HttpRequest request, int maxBytes)
        => new((int)Math.Min(request.ContentLength ?? UnknownLengthBytes, maxBytes));

    /// <summary>False when it is larger than <paramref name="maxBytes"/>.</summary>
    public static async ValueTask<bool> TryReadAsync(
        HttpRequest request, PooledBytes payload, int maxBytes, CancellationToken cancellationToken)
    {
        if (request.ContentLength > maxBytes)
        {
            return false;
        }

        // This limit replaces the server's own, which would answer in other words.
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }

        while (payload.Length < request.ContentLength || request.ContentLength is null)
        {
            var read = await request.Body.ReadAsync(payload.GetMemory(1), cancellationToken);
            payload.Advance(read);
            if (read == 0 || payload.Length > maxBytes)
            {
                break;
            }
        }

        return payload.Length <= maxBytes;
    }
}
