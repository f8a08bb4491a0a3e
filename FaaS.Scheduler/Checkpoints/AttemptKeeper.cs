using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Dispatch;
using FaaS.Infrastructure.Invocations;
using Npgsql;

namespace FaaS.Scheduler.Checkpoints;

/// <summary>Keeps checkpoints in Postgres for the attempt after this one, which may run anywhere.</summary>
internal sealed class AttemptKeeper(
    CheckpointTable table, ProgressWriter progressWriter, SchedulerMetrics metrics, TimeProvider timeProvider)
    : IAttemptKeeper, IDisposable
{
    private const int AtOnce = 8;

    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(500);

    // Longer than Postgres takes to restart, and the function's own deadline goes on meanwhile.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly SemaphoreSlim _turns = new(AtOnce, AtOnce);

    public async Task<string?> KeepAsync(RunningInvocation invocation, Checkpoint checkpoint)
    {
        // Off the read loop, which other answers wait behind: compression takes milliseconds.
        await Task.Yield();
        var save = await TryAsync(
            () => table.SaveAsync(
                invocation.Id, invocation.Request.LeaseEpoch, checkpoint, CancellationToken.None),
            CancellationToken.None);
        metrics.Checkpointed(save);
        return save switch
        {
            CheckpointSave.Saved => null,
            CheckpointSave.TooMany => $"An invocation has at most {CheckpointLimits.MaxNames} checkpoints.",
            _ => "This attempt does not count any more: another one has taken over, or it was ended.",
        };
    }

    public async Task<Checkpoint?> RecallAsync(RunningInvocation invocation, CheckpointName name)
    {
        // The first execution finds what it has saved itself, and nothing else.
        if (invocation is { Request.LeaseEpoch: 1, HasCheckpoints: false })
        {
            return null;
        }

        await Task.Yield();
        return await TryAsync(
            () => table.FindAsync(invocation.Id, name, CancellationToken.None), CancellationToken.None);
    }

    public void Progressed(RunningInvocation invocation, InvocationProgress progress)
        => progressWriter.Add(invocation.Id, invocation.Request.LeaseEpoch, progress);

    public void Dispose() => _turns.Dispose();

    private async Task<T> TryAsync<T>(Func<Task<T>> ask, CancellationToken cancellationToken)
    {
        var startedAt = timeProvider.GetTimestamp();
        while (true)
        {
            await _turns.WaitAsync(cancellationToken);
            try
            {
                return await ask();
            }
            catch (Exception exception) when (IsTransient(exception)
                && timeProvider.GetElapsedTime(startedAt) < Patience)
            {
                // Again, in a moment.
            }
            finally
            {
                _turns.Release();
            }

            await Task.Delay(RetryDelay, timeProvider, cancellationToken);
        }
    }

    private static bool IsTransient(Exception exception)
        => exception is NpgsqlException { IsTransient: true } or TimeoutException;
}
