using Microsoft.Extensions.Options;

namespace FaaS.Worker.Docker;

/// <summary>
/// Knows whether sandboxes can be started now. The daemon is probed, and whoever starts containers reports how that
/// goes: a daemon may answer questions and still never start anything.
/// </summary>
internal sealed partial class DockerMonitor(
    DockerClient docker,
    WorkerMetrics metrics,
    IOptions<DockerOptions> options,
    TimeProvider timeProvider,
    ILogger<DockerMonitor> logger) : BackgroundService
{
    private const string NotAsked = "The Docker daemon has not been asked yet.";

    // A sandbox that dies so soon after an outage died of it: a daemon that comes back kills what it finds running.
    private static readonly TimeSpan Aftermath = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly List<StartWatch> _starts = [];
    private Action? _onLost;
    private string? _probeFault = NotAsked;
    private string? _startFault;
    private long? _lostUntil;
    private bool? _isAvailable;

    /// <summary>Why sandboxes cannot be started, for people. Null: they can.</summary>
    public string? Fault
    {
        get
        {
            lock (_gate)
            {
                return _probeFault ?? _startFault ?? SlowStart;
            }
        }
    }

    /// <summary>Why it is no use to wait for a start. Null: there is no reason, as far as is known.</summary>
    public string? Loss => Fault is { } fault and not NotAsked ? fault : null;

    /// <summary>Only a start can tell whether it is over: the daemon answers, but came to nothing last time.</summary>
    public bool NeedsTrial
    {
        get
        {
            lock (_gate)
            {
                return _probeFault is null && _startFault is not null;
            }
        }
    }

    /// <summary>What has just died may have died of the daemon.</summary>
    public bool IsOrWasLost
    {
        get
        {
            lock (_gate)
            {
                return _probeFault is not null and not NotAsked
                    || (_lostUntil is { } until && timeProvider.GetElapsedTime(until) < Aftermath);
            }
        }
    }

    private string? SlowStart
        => _starts.Any(start => timeProvider.GetElapsedTime(start.Since) > options.Value.StartPatience)
            ? "The Docker daemon answers, but does not start a container that it was asked for."
            : null;

    /// <param name="react">Called whenever there is no hope for the starts that somebody waits for.</param>
    public void OnLost(Action react) => _onLost += react;

    /// <summary>A start is under way until the watch is disposed of.</summary>
    public StartWatch Watch()
    {
        var watch = new StartWatch(timeProvider.GetTimestamp(), Forget);
        lock (_gate)
        {
            _starts.Add(watch);
        }

        return watch;
    }

    public void StartSucceeded()
    {
        lock (_gate)
        {
            _startFault = null;
        }

        Tell();
    }

    public void StartFailed(DockerException exception)
    {
        lock (_gate)
        {
            _startFault = $"The Docker daemon starts no container: {exception.Message}";
            if (exception.Fault is DockerFault.Unreachable)
            {
                _lostUntil = timeProvider.GetTimestamp();
            }
        }

        Lost();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        metrics.WatchDocker(() => Fault is null);
        using var timer = new PeriodicTimer(options.Value.ProbeInterval, timeProvider);
        do
        {
            await ProbeAsync(stoppingToken);
            Tell();
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task ProbeAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.Value.ProbeTimeout);
        try
        {
            await docker.PingAsync(limit.Token);
            Find();
        }
        catch (DockerException exception)
        {
            Lose(exception.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Lose("It does not answer.");
        }
    }

    private void Find()
    {
        lock (_gate)
        {
            if (_probeFault is not null and not NotAsked)
            {
                _lostUntil = timeProvider.GetTimestamp();
            }

            _probeFault = null;
        }
    }

    private void Lose(string reason)
    {
        lock (_gate)
        {
            _probeFault = $"The Docker daemon is away: {reason}";
        }

        Lost();
    }

    private void Lost()
    {
        Tell();
        _onLost?.Invoke();
    }

    private void Forget(StartWatch watch)
    {
        lock (_gate)
        {
            _starts.Remove(watch);
        }
    }

    private void Tell()
    {
        var fault = Fault;
        if (fault is NotAsked)
        {
            return;
        }

        bool? before;
        lock (_gate)
        {
            before = _isAvailable;
            _isAvailable = fault is null;
        }

        if (fault is null && before is not true)
        {
            Log.DaemonStarts(logger);
        }
        else if (fault is not null && before is not false)
        {
            metrics.DockerLost();
            Log.DaemonLost(logger, fault);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "The Docker daemon is there; this worker takes work.")]
        public static partial void DaemonStarts(ILogger logger);

        [LoggerMessage(LogLevel.Error, "{Fault} This worker takes no work until that is over.")]
        public static partial void DaemonLost(ILogger logger, string fault);
    }
}
