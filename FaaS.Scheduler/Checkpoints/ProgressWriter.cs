using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Invocations;

namespace FaaS.Scheduler.Checkpoints;

/// <summary>
/// Writes behind what running functions say of their progress: the latest of each, all of them in one statement, once a
/// second. While nobody says anything, nothing is done.
/// </summary>
internal sealed partial class ProgressWriter(
    ProgressTable table, TimeProvider timeProvider, ILogger<ProgressWriter> logger) : BackgroundService
{
    private const int MaxBatch = 1000;

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private Dictionary<Guid, (long LeaseEpoch, InvocationProgress Progress)> _latest = [];

    public void Add(Guid invocationId, long leaseEpoch, InvocationProgress progress)
    {
        lock (_gate)
        {
            if (!_latest.TryGetValue(invocationId, out var known) || known.LeaseEpoch <= leaseEpoch)
            {
                _latest[invocationId] = (leaseEpoch, progress);
            }
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await WriteAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, timeProvider);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await WriteAsync(stoppingToken);
        }
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        Dictionary<Guid, (long LeaseEpoch, InvocationProgress Progress)> said;
        lock (_gate)
        {
            if (_latest.Count == 0)
            {
                return;
            }

            (said, _latest) = (_latest, []);
        }

        try
        {
            foreach (var batch in said.Chunk(MaxBatch))
            {
                await table.WriteAsync(
                    [.. batch.Select(one => (one.Key, one.Value.LeaseEpoch, one.Value.Progress))], cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // It is of use only while somebody looks.
        }
#pragma warning disable CA1031 // One failed pass must not end the loop. What was said next is written next.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.PassFailed(logger, exception, said.Count);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The progress of {Count} invocations could not be written.")]
        public static partial void PassFailed(ILogger logger, Exception exception, int count);
    }
}
