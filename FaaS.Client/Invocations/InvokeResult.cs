using System.Net.Http.Headers;
using System.Text;

namespace FaaS.Client.Invocations;

/// <summary>What a function answered to a synchronous invocation.</summary>
/// <param name="Content">The result, byte for byte.</param>
/// <param name="ContentType">Its media type, such as <c>application/json</c>; null when there is none.</param>
/// <param name="InvocationId">Under which its record and logs are kept.</param>
/// <param name="FunctionVersion">The version that ran.</param>
/// <param name="Duration">In the platform, from request to answer.</param>
/// <param name="ColdStart">Whether the sandbox had to load the code first.</param>
public sealed record InvokeResult(
    byte[] Content,
    string? ContentType,
    Guid InvocationId,
    string? FunctionVersion,
    TimeSpan Duration,
    bool ColdStart)
{
    /// <summary>The result as UTF-8 text.</summary>
    public string Text => Encoding.UTF8.GetString(Content);

    internal static async Task<InvokeResult> ReadAsync(
        HttpResponseMessage response,
        CancellationToken cancellationToken)
    {
        var headers = response.Headers;
        var content = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        return new InvokeResult(
            content,
            response.Content.Headers.ContentType?.ToString(),
            Guid.TryParse(Single(headers, "X-Invocation-Id"), out var id) ? id : Guid.Empty,
            Single(headers, "X-Function-Version"),
            TimeSpan.FromMilliseconds(double.TryParse(
                Single(headers, "X-Duration-Ms"),
                System.Globalization.NumberStyles.Float,
                System.Globalization.CultureInfo.InvariantCulture,
                out var milliseconds) ? milliseconds : 0),
            string.Equals(Single(headers, "X-Cold-Start"), "true", StringComparison.OrdinalIgnoreCase));
    }

    private static string? Single(HttpResponseHeaders headers, string name)
        => headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
}
