using System.Globalization;

namespace FaaS.Api.Invocations;

internal static class RetryAfter
{
    /// <summary>In whole seconds, as HTTP has it; nothing where it is not known.</summary>
    public static void Write(HttpResponse response, TimeSpan wait)
    {
        if (wait > TimeSpan.Zero)
        {
            response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }
    }
}
