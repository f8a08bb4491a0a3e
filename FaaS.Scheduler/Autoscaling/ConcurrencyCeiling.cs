using Npgsql;

namespace FaaS.Scheduler.Autoscaling;

/// <summary>How many asynchronous invocations may run at once, by the limits of the functions that have any.</summary>
internal sealed class ConcurrencyCeiling(NpgsqlDataSource dataSource)
{
    private const string Sum = """
        SELECT coalesce(sum(max_concurrency), 0)::bigint FROM function_versions
        WHERE id IN (
            SELECT current_version_id FROM functions WHERE id IN (
                SELECT function_id FROM invocations WHERE state = 'queued' AND not_before <= now()
                UNION
                SELECT function_id FROM invocations WHERE state = 'running' AND mode = 'async'))
        """;

    public async Task<long> ReadAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(Sum);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
