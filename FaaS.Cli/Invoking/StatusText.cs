using FaaS.Client.Invocations;

namespace FaaS.Cli.Invoking;

internal static class StatusText
{
    public static string Of(InvocationStatus status) => status switch
    {
        InvocationStatus.TimedOut => "timed out",
        _ => status.ToString().ToLowerInvariant(),
    };
}
