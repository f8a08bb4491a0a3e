namespace FaaS.AppHost.LocalHost;

/// <summary>How long to wait before a crashed process is started again.</summary>
internal sealed class RestartBackoff(TimeSpan first, TimeSpan max)
{
    private TimeSpan? _next;

    public TimeSpan AfterRunOf(TimeSpan duration)
    {
        if (duration > max)
        {
            _next = null;
        }

        var delay = _next ?? first;
        _next = delay * 2 < max ? delay * 2 : max;
        return delay;
    }
}
