using FaaS.Infrastructure.Postgres;
using Npgsql;

namespace FaaS.Scheduler.Retention;

/// <summary>Keeps a partition for every day that comes, and drops those of days that are over for good.</summary>
internal sealed partial class PartitionKeeper(
    PartitionTables tables, NpgsqlDataSource dataSource, RetentionMetrics metrics, ILogger<PartitionKeeper> logger)
{
    // A scheduler may be away for a week before anything has to wait in the default partition.
    private const int DaysAhead = 7;

    // One look over a day that is large and cold.
    private const int LookTimeoutSeconds = 600;

    /// <summary>Those of today and of the days ahead, and of days of which rows are in the default one.</summary>
    public async Task MakeAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var made = await tables.ListAsync(cancellationToken);
        var missing = (await tables.FindAstrayAsync(cancellationToken))
            .Union(Enumerable.Range(0, DaysAhead + 1).Select(today.AddDays))
            .Select(day => new InvocationPartition(day))
            .Except(made);
        foreach (var partition in missing)
        {
            if (await tables.MakeAsync(partition, cancellationToken))
            {
                Log.Made(logger, partition.Day);
            }
            else
            {
                Log.NotMade(logger, partition.Day);
            }
        }
    }

    /// <summary>Drops whole days. False when one that should have gone is still there.</summary>
    public async Task<bool> DropAsync(DateTimeOffset cutoff, CancellationToken cancellationToken)
    {
        var done = true;
        foreach (var partition in await EndedAsync(cutoff, cancellationToken))
        {
            if (!await IsAsync(InvocationRetention.HasOnlyOld(partition), cutoff, cancellationToken))
            {
                continue;
            }

            if (await tables.DropAsync(partition, cancellationToken))
            {
                metrics.Dropped("invocations");
                Log.Dropped(logger, partition.Day);
            }
            else
            {
                Log.NotDropped(logger, partition.Day);
                done = false;
            }
        }

        return done;
    }

    /// <summary>Empties the logs of whole days. False when one that should be empty is not.</summary>
    public async Task<bool> TruncateLogsAsync(DateTimeOffset cutoff, CancellationToken cancellationToken)
    {
        var done = true;
        foreach (var partition in await EndedAsync(cutoff, cancellationToken))
        {
            if (!await IsAsync(InvocationRetention.HasOnlyOldLogs(partition), cutoff, cancellationToken))
            {
                continue;
            }

            if (await tables.TruncateLogsAsync(partition, cancellationToken))
            {
                metrics.Dropped("logs");
            }
            else
            {
                done = false;
            }
        }

        return done;
    }

    private async Task<IEnumerable<InvocationPartition>> EndedAsync(
        DateTimeOffset cutoff, CancellationToken cancellationToken)
        => (await tables.ListAsync(cancellationToken)).Where(partition => partition.End <= cutoff);

    private async Task<bool> IsAsync(string question, DateTimeOffset cutoff, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(question);
        command.CommandTimeout = LookTimeoutSeconds;
        command.Parameters.Add(PostgresParameter.Of(cutoff));
        try
        {
            return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            // Somebody else has dropped it.
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Made the partition of invocations of {Day}.")]
        public static partial void Made(ILogger logger, DateOnly day);

        [LoggerMessage(LogLevel.Warning, "The partition of {Day} cannot be made now: it is too busy, or too many "
            + "invocations of that day are in the default partition already, where they stay.")]
        public static partial void NotMade(ILogger logger, DateOnly day);

        [LoggerMessage(LogLevel.Information, "Dropped all invocations of {Day}.")]
        public static partial void Dropped(ILogger logger, DateOnly day);

        [LoggerMessage(LogLevel.Warning, "The invocations of {Day} cannot be dropped now; trying again.")]
        public static partial void NotDropped(ILogger logger, DateOnly day);
    }
}
