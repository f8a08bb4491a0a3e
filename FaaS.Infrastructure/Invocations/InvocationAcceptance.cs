using System.Text.Json;
using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Postgres;
using FaaS.Infrastructure.Postgres.Invocations;
using Npgsql;

namespace FaaS.Infrastructure.Invocations;

/// <summary>Writes new asynchronous invocations; they are accepted once this has committed.</summary>
internal sealed class InvocationAcceptance(NpgsqlDataSource dataSource)
{
    // The clock of Postgres says from when on they may run; schedulers compare with that clock only.
    private const string Insert = """
        WITH accepted AS (
            INSERT INTO invocations (
                id, tenant, function_id, function_name, version_id, version, mode, state, priority, payload,
                content_type, headers, attempt, max_attempts, lease_epoch, not_before, created_at, timeout_ms,
                trace_id, logs_size, memory_mb, bytes_in)
            SELECT t.id, t.tenant, t.function_id, t.function_name, t.version_id, t.version, 'async', 'queued',
                t.priority, t.payload, t.content_type, t.headers::jsonb, 0, t.max_attempts, 0, now(), t.created_at,
                t.timeout_ms, t.trace_id, 0, t.memory_mb, octet_length(t.payload)
            FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) AS t(
                id, tenant, function_id, function_name, version_id, version, priority, payload,
                content_type, headers, max_attempts, created_at, timeout_ms, trace_id, memory_mb)
            RETURNING id)
        INSERT INTO invocation_totals AS totals (shard, accepted, settled, dead)
        SELECT $16, count(*), 0, 0 FROM accepted
        ON CONFLICT (shard) DO UPDATE SET accepted = totals.accepted + excluded.accepted
        """;

    /// <summary>All or none, in one commit.</summary>
    public async Task InsertAsync(IReadOnlyList<InvocationRow> rows, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(Insert);
        command.Parameters.Add(Column(rows, row => row.Id));
        command.Parameters.Add(Column(rows, row => row.Tenant));
        command.Parameters.Add(Column(rows, row => row.FunctionId));
        command.Parameters.Add(Column(rows, row => row.FunctionName));
        command.Parameters.Add(Column(rows, row => row.VersionId));
        command.Parameters.Add(Column(rows, row => row.Version));
        command.Parameters.Add(Column(rows, row => EnumText<InvocationPriority>.Of(row.Priority)));
        command.Parameters.Add(Column(rows, row => row.Payload));
        command.Parameters.Add(Column(rows, row => row.ContentType));
        command.Parameters.Add(Column(rows, row => JsonSerializer.Serialize(row.Headers)));
        command.Parameters.Add(Column(rows, row => row.MaxAttempts));
        command.Parameters.Add(Column(rows, row => row.CreatedAt));
        command.Parameters.Add(Column(rows, row => row.TimeoutMs));
        command.Parameters.Add(Column(rows, row => row.TraceId));
        command.Parameters.Add(Column(rows, row => row.MemoryMb));
        command.Parameters.Add(PostgresParameter.Of(InvocationTotals.Shard));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlParameter<T[]> Column<T>(IReadOnlyList<InvocationRow> rows, Func<InvocationRow, T> value)
        => PostgresParameter.Of(rows.Select(value).ToArray());
}
