using FaaS.Infrastructure.Postgres;
using Microsoft.Extensions.Options;
using Npgsql;

namespace FaaS.Scheduler.Retention;

/// <summary>
/// Makes and drops the partitions. Both need a lock that everybody waits for, so it is asked for with little patience
/// and held for milliseconds.
/// </summary>
internal sealed class PartitionTables(NpgsqlDataSource dataSource, IOptions<RetentionOptions> options)
{
    // Moving them takes so long that everybody would notice. They stay, and go one by one when their time has come.
    private const int MaxMoved = 10_000;

    private const string List = """
        SELECT relname::text FROM pg_inherits JOIN pg_class ON oid = inhrelid
        WHERE inhparent = 'invocations'::regclass ORDER BY relname
        """;

    // The first six bytes of an id are its milliseconds.
    private const string Astray = """
        SELECT DISTINCT (to_timestamp(('x' || left(replace(id::text, '-', ''), 12))::bit(48)::bigint / 1000)
            AT TIME ZONE 'UTC')::date
        FROM (SELECT id FROM invocations_default WHERE id < first_invocation_id_of(now()) ORDER BY id LIMIT $1) AS lost
        ORDER BY 1
        """;

    // Nobody settles in them meanwhile: what moves to another table looks as if it were gone to who has found it.
    private const string LockDefaults = """
        LOCK TABLE invocations_default, invocation_logs_default, invocation_attempts_default,
            invocation_checkpoints_default IN ACCESS EXCLUSIVE MODE
        """;

    private const string CountAstray = """
        SELECT count(*) FROM (
            SELECT FROM invocations_default
            WHERE id >= first_invocation_id_of($1) AND id < first_invocation_id_of($2) LIMIT $3) AS astray
        """;

    public async Task<IReadOnlyList<InvocationPartition>> ListAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(List);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var partitions = new List<InvocationPartition>();
        while (await reader.ReadAsync(cancellationToken))
        {
            if (InvocationPartition.Of(reader.GetString(0)) is { } partition)
            {
                partitions.Add(partition);
            }
        }

        return partitions;
    }

    /// <summary>Days up to today of which something is in the default partition.</summary>
    public async Task<IReadOnlyList<DateOnly>> FindAstrayAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(Astray);
        command.Parameters.Add(PostgresParameter.Of(MaxMoved));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var days = new List<DateOnly>();
        while (await reader.ReadAsync(cancellationToken))
        {
            days.Add(reader.GetFieldValue<DateOnly>(0));
        }

        return days;
    }

    /// <summary>False when it cannot be made now.</summary>
    public Task<bool> MakeAsync(InvocationPartition partition, CancellationToken cancellationToken)
        => TryAsync(
            async (connection, token) =>
            {
                await ExecuteAsync(connection, LockDefaults, token);
                await using var count = new NpgsqlCommand(CountAstray, connection);
                count.Parameters.Add(PostgresParameter.Of(partition.Begin));
                count.Parameters.Add(PostgresParameter.Of(partition.End));
                count.Parameters.Add(PostgresParameter.Of(MaxMoved + 1));
                if ((long)(await count.ExecuteScalarAsync(token))! > MaxMoved)
                {
                    return false;
                }

                await using var ensure = new NpgsqlCommand("SELECT ensure_invocation_partitions($1)", connection);
                ensure.Parameters.Add(PostgresParameter.Of(partition.Day));
                await ensure.ExecuteNonQueryAsync(token);
                return true;
            },
            cancellationToken);

    /// <summary>
    /// Drops a day, unless something in it may still run or is a dead letter. Whoever calls has seen that all else in
    /// it is old: what has ended stays as it is, except for the dead.
    /// </summary>
    public Task<bool> DropAsync(InvocationPartition partition, CancellationToken cancellationToken)
        => TryAsync(
            async (connection, token) =>
            {
                await ExecuteAsync(connection, "LOCK TABLE ONLY invocations IN ACCESS EXCLUSIVE MODE", token);
                await using var alive = new NpgsqlCommand(
                    $"SELECT {InvocationRetention.IsAliveIn(partition)}", connection);
                if ((bool)(await alive.ExecuteScalarAsync(token))!)
                {
                    return false;
                }

                await ExecuteAsync(connection, $"DROP TABLE IF EXISTS {string.Join(", ", partition.Tables)}", token);
                return true;
            },
            cancellationToken);

    /// <summary>Empties the logs of a day.</summary>
    public Task<bool> TruncateLogsAsync(InvocationPartition partition, CancellationToken cancellationToken)
        => TryAsync(
            async (connection, token) =>
            {
                await ExecuteAsync(connection, $"TRUNCATE {partition.Logs}", token);
                return true;
            },
            cancellationToken);

    private async Task<bool> TryAsync(
        Func<NpgsqlConnection, CancellationToken, Task<bool>> change, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        try
        {
            var limit = (int)options.Value.LockTimeout.TotalMilliseconds;
            await ExecuteAsync(connection, $"SET LOCAL lock_timeout = {limit}", cancellationToken);
            if (!await change(connection, cancellationToken))
            {
                return false;
            }

            await transaction.CommitAsync(cancellationToken);
            return true;
        }
        catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.LockNotAvailable
            or PostgresErrorCodes.DeadlockDetected)
        {
            return false;
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            // Somebody else has dropped it.
            return true;
        }
    }

    private static async Task ExecuteAsync(
        NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
