using Microsoft.Extensions.Options;
using Npgsql;

namespace FaaS.Scheduler.Retention;

/// <summary>
/// Removes what has been kept long enough, and makes the partitions of the days ahead. Every statement is harmless
/// when another scheduler runs the same, and a pass that breaks off is made up for by the next.
/// </summary>
internal sealed partial class RetentionPass(
    PartitionKeeper partitions,
    RetentionWalk walk,
    NpgsqlDataSource dataSource,
    IOptions<RetentionOptions> options,
    ILogger<RetentionPass> logger)
{
    private RetentionCutoffs? _done;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = await ReadClockAsync(cancellationToken);
        await partitions.MakeAsync(now, cancellationToken);
        if (!options.Value.Enabled)
        {
            return;
        }

        await RemoveAsync(OtherRetention.IdempotencyKeys, now, cancellationToken);

        // Most times end with the day: once nothing is left of one, there is no need to look again before the next.
        var cutoffs = RetentionCutoffs.Of(options.Value, now);
        if (cutoffs != _done)
        {
            _done = await RemoveAsync(cutoffs, cancellationToken) ? cutoffs : null;
        }
    }

    private async Task<bool> RemoveAsync(RetentionCutoffs cutoffs, CancellationToken cancellationToken)
    {
        // The dead first: a day goes as a whole when none is left in it.
        await RemoveAsync(InvocationRetention.DeadLetters, cutoffs.DeadLetters, cancellationToken);
        var dropped = await partitions.DropAsync(cutoffs.Invocations, cancellationToken);
        await RemoveAsync(InvocationRetention.Invocations, cutoffs.Invocations, cancellationToken);

        var emptied = await partitions.TruncateLogsAsync(cutoffs.Logs, cancellationToken);
        await RemoveAsync(InvocationRetention.Logs, cutoffs.Logs, cancellationToken);
        await RemoveAsync(InvocationRetention.Checkpoints, cutoffs.Checkpoints, cancellationToken);
        await RemoveAsync(InvocationRetention.Results, cutoffs.Results, cancellationToken);

        await RemoveAsync(OtherRetention.Deliveries, cutoffs.Deliveries, cancellationToken);
        await RemoveAsync(OtherRetention.ScheduleFirings, cutoffs.ScheduleFirings, cancellationToken);
        await RemoveAsync(OtherRetention.Usage, cutoffs.Usage, cancellationToken);
        return dropped && emptied;
    }

    private async Task RemoveAsync(RetentionStep step, DateTimeOffset cutoff, CancellationToken cancellationToken)
        => Report(step.Name, await walk.RunAsync(step, cutoff, cancellationToken));

    private async Task RemoveAsync(RetentionBatch batch, DateTimeOffset cutoff, CancellationToken cancellationToken)
        => Report(batch.Name, await walk.RunAsync(batch, cutoff, cancellationToken));

    private void Report(string what, long removed)
    {
        if (removed > 0)
        {
            Log.Removed(logger, removed, what);
        }
    }

    private async Task<DateTimeOffset> ReadClockAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("SELECT now()");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return reader.GetFieldValue<DateTimeOffset>(0);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Removed {Count} of the {What}.")]
        public static partial void Removed(ILogger logger, long count, string what);
    }
}
