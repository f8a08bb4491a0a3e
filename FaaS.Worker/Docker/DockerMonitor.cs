using Microsoft.Extensions.Options;

namespace FaaS.Worker.Docker;

/// <summary>
/// Knows whether sandboxes can be started now. The daemon is probed, and whoever starts containers reports how that
/// went: a daemon may answer questions and still never start anything.
/// </summary>
internal sealed partial class DockerMonitor(
    DockerClient docker,
    IOptions<DockerOptions> options,
    TimeProvider timeProvider,
    ILogger<DockerMonitor> logger) : BackgroundService
{
    // Full pools start nothing, so a start that failed has to be forgotten for anybody to try another.
    private static readonly TimeSpan StartFaultMemory = TimeSpan.FromSeconds(30);

    private volatile string? _probeFault = "The Docker daemon has not been asked yet.";
    private volatile StartFault? _startFault;

    /// <summary>Why sandboxes cannot be started, for people. Null: they can.</summary>
    public string? Fault => _probeFault
        ?? (_startFault is { } fault && timeProvider.GetElapsedTime(fault.At) < StartFaultMemory ? fault.Reason : null);

    public void StartSucceeded() => _startFault = null;

    public void StartFailed(DockerException exception)
    {
        if (exception.Fault is DockerFault.Timeout or DockerFault.Unreachable)
        {
            _startFault = new StartFault(exception.Message, timeProvider.GetTimestamp());
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.ProbeInterval, timeProvider);
        do
        {
            await ProbeAsync(stoppingToken);
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
            if (_probeFault is not null)
            {
                _probeFault = null;
                Log.DaemonAnswers(logger);
            }
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

    private void Lose(string reason)
    {
        if (Interlocked.Exchange(ref _probeFault, $"The Docker daemon is away: {reason}") is null)
        {
            Log.DaemonLost(logger, reason);
        }
    }

    private sealed record StartFault(string Reason, long At);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "The Docker daemon answers.")]
        public static partial void DaemonAnswers(ILogger logger);

        [LoggerMessage(LogLevel.Error, "The Docker daemon is away: {Reason}")]
        public static partial void DaemonLost(ILogger logger, string reason);
    }
}
