using System.Text;
using FaaS.Client.Http;

namespace FaaS.Client.Invocations;

/// <summary>What a function answered to a synchronous invocation.</summary>
/// <param name="Content">The result, byte for byte.</param>
/// <param name="ContentType">Its media type, such as <c>application/json</c>; null when there is none.</param>
/// <param name="InvocationId">Under which its record and logs are kept.</param>
/// <param name="FunctionVersion">The version that ran.</param>
/// <param name="Duration">In the user's code.</param>
/// <param name="ColdStart">Whether the sandbox had to load the code first.</param>
/// <param name="Replayed">Whether it ran for an earlier request with the same idempotency key.</param>
public sealed record InvokeResult(
    byte[] Content,
    string? ContentType,
    Guid InvocationId,
    string? FunctionVersion,
    TimeSpan Duration,
    bool ColdStart,
    bool Replayed = false)
{
    /// <summary>The result as UTF-8 text.</summary>
    public string Text => Encoding.UTF8.GetString(Content);

    internal static async Task<InvokeResult> ReadAsync(
        HttpResponseMessage response,
        CancellationToken cancellationToken)
        => new(
            await response.Content.ReadAsByteArrayAsync(cancellationToken),
            response.Content.Headers.ContentType?.ToString(),
            response.Headers.InvocationId() ?? Guid.Empty,
            response.Headers.FunctionVersion(),
            response.Headers.Duration(),
            response.Headers.ColdStart(),
            response.Headers.IsReplay());
}
