using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FaaS.AppHost.LocalHost;

/// <summary>All processes that we keep running.</summary>
internal sealed class Children(
    IOptions<LocalHostOptions> options,
    ProcessSpawner spawner,
    ConsoleLines console,
    TimeProvider time,
    ILogger<ChildProcess> logger) : IDisposable
{
    private readonly LocalHostOptions _options = options.Value;
    private readonly Lock _gate = new();
    private readonly List<(StopOrder Order, ChildProcess Process)> _children = [];

    public ChildProcess Start(ChildCommand command, StopOrder order)
    {
        var child = Add(command, order);
        child.Start();
        return child;
    }

    /// <summary>One that somebody else starts, perhaps again and again.</summary>
    public ChildProcess Add(ChildCommand command, StopOrder order)
    {
        var backoff = new RestartBackoff(_options.RestartDelay, _options.MaxRestartDelay);
        var child = new ChildProcess(command, backoff, spawner, console, time, logger);
        lock (_gate)
        {
            _children.Add((order, child));
        }

        return child;
    }

    /// <summary>Stops all of one kind at the same time; they get <see cref="LocalHostOptions.StopTimeout"/>.</summary>
    public Task StopAsync(StopOrder order)
    {
        lock (_gate)
        {
            return Task.WhenAll(_children
                .Where(child => child.Order == order)
                .Select(child => child.Process.StopAsync(_options.StopTimeout)));
        }
    }

    public void Dispose() => _children.ForEach(child => child.Process.Dispose());
}
