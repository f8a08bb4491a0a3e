using System.Globalization;
using System.Net.Http.Headers;

namespace FaaS.Client.Http;

/// <summary>The headers that tell about a run, of results and of failures.</summary>
internal static class InvocationHeaders
{
    public static Guid? InvocationId(this HttpResponseHeaders headers)
        => Guid.TryParse(Single(headers, "X-Invocation-Id"), out var id) ? id : null;

    public static string? FunctionVersion(this HttpResponseHeaders headers) => Single(headers, "X-Function-Version");

    public static TimeSpan Duration(this HttpResponseHeaders headers)
        => double.TryParse(Single(headers, "X-Duration-Ms"), CultureInfo.InvariantCulture, out var milliseconds)
            ? TimeSpan.FromMilliseconds(milliseconds)
            : default;

    public static bool ColdStart(this HttpResponseHeaders headers) => Single(headers, "X-Cold-Start") == "true";

    public static bool IsReplay(this HttpResponseHeaders headers) => Single(headers, "Idempotency-Replayed") == "true";

    private static string? Single(HttpResponseHeaders headers, string name)
        => headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
}
