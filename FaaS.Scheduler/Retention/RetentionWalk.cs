using FaaS.Infrastructure.Postgres;
using Microsoft.Extensions.Options;
using Npgsql;

namespace FaaS.Scheduler.Retention;

/// <summary>Removes a bounded number of rows at a time, with a pause after each.</summary>
internal sealed class RetentionWalk(
    NpgsqlDataSource dataSource,
    RetentionMetrics metrics,
    IOptions<RetentionOptions> options,
    TimeProvider timeProvider)
{
    /// <summary>How many went.</summary>
    public async Task<long> RunAsync(RetentionStep step, DateTimeOffset cutoff, CancellationToken cancellationToken)
    {
        var (removed, after) = (0L, Guid.Empty);
        while (true)
        {
            var (last, visited, old) = await ReadPageAsync(step, after, cutoff, cancellationToken);
            if (old.Count > 0)
            {
                var gone = await RemoveAsync(step, old, cutoff, cancellationToken);
                metrics.Removed(step.Name, gone);
                removed += gone;
            }

            if (visited < options.Value.Batch)
            {
                return removed;
            }

            after = last;
            await RestAsync(cancellationToken);
        }
    }

    /// <summary>How many went.</summary>
    public async Task<long> RunAsync(RetentionBatch batch, DateTimeOffset cutoff, CancellationToken cancellationToken)
    {
        var removed = 0L;
        while (true)
        {
            await using var command = dataSource.CreateCommand(batch.Remove);
            command.Parameters.Add(PostgresParameter.Of(cutoff));
            command.Parameters.Add(PostgresParameter.Of(options.Value.Batch));
            var gone = await command.ExecuteNonQueryAsync(cancellationToken);
            metrics.Removed(batch.Name, gone);
            removed += gone;
            if (gone < options.Value.Batch)
            {
                return removed;
            }

            await RestAsync(cancellationToken);
        }
    }

    private async Task<(Guid Last, int Visited, List<Guid> Old)> ReadPageAsync(
        RetentionStep step, Guid after, DateTimeOffset cutoff, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(step.Page);
        command.Parameters.Add(PostgresParameter.Of(after));
        command.Parameters.Add(PostgresParameter.Of(cutoff));
        command.Parameters.Add(PostgresParameter.Of(options.Value.Batch));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var (last, visited, old) = (after, 0, new List<Guid>());
        while (await reader.ReadAsync(cancellationToken))
        {
            visited++;
            last = reader.GetGuid(0);
            if (reader.GetBoolean(1))
            {
                old.Add(last);
            }
        }

        return (last, visited, old);
    }

    private async Task<long> RemoveAsync(
        RetentionStep step, List<Guid> ids, DateTimeOffset cutoff, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(step.Remove);
        command.Parameters.Add(PostgresParameter.Of(ids.ToArray()));
        command.Parameters.Add(PostgresParameter.Of(cutoff));
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private Task RestAsync(CancellationToken cancellationToken)
        => Task.Delay(options.Value.Pause, timeProvider, cancellationToken);
}
