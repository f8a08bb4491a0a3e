using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Budgets;
using FaaS.Infrastructure.Dispatch;
using FaaS.Infrastructure.Invocations;
using FaaS.Infrastructure.Postgres;
using FaaS.Infrastructure.Postgres.Invocations;
using FaaS.Infrastructure.Workers;
using Npgsql;

namespace FaaS.Api.Invocations.Idempotency;

/// <summary>
/// The records of synchronous invocations that have an idempotency key: written before they run, so that all replicas
/// know of them, and again when they have ended.
/// </summary>
internal sealed class KeyedCalls(NpgsqlDataSource dataSource, UsageTable usage, DispatcherIdentity identity)
{
    private const string Reserve = """
        WITH keyed AS (
            INSERT INTO idempotency_keys AS known (
                tenant, function_id, key, invocation_id, request_digest, expires_at)
            VALUES ($1, $2, $3, $4, $5, now() + $6)
            ON CONFLICT (tenant, function_id, key) DO UPDATE SET
                invocation_id = excluded.invocation_id, request_digest = excluded.request_digest,
                expires_at = excluded.expires_at
            WHERE known.expires_at <= now()
            RETURNING invocation_id)
        INSERT INTO invocations (
            id, tenant, function_id, function_name, version_id, version, mode, state, priority, content_type, headers,
            attempt, max_attempts, lease_epoch, lease_owner, lease_expires_at, not_before, created_at, timeout_ms,
            trace_id, logs_size, memory_mb, bytes_in, idempotency_key)
        SELECT invocation_id, $1, $2, $7, $8, $9, 'sync', 'running', 'normal', $10, '{}',
            1, 1, 1, $11, now() + $12, now(), $13, $14, $15, 0, $16, $17, $3
        FROM keyed
        """;

    private const string End = """
        WITH ended AS (
            UPDATE invocations
            SET state = $3, started_at = $4, finished_at = $5, lease_owner = NULL, lease_expires_at = NULL,
                result = $6, result_content_type = $7,
                error_kind = $8, error_type = $9, error_message = $10, error_stack = $11,
                queue_ms = $12, init_ms = $13, run_ms = $14, cpu_ms = $15, peak_memory_bytes = $16, cold = $17,
                worker_id = $18, sandbox = $19, bytes_out = $20, network_received_bytes = $21,
                network_sent_bytes = $22, logs_size = $23
            WHERE id = $1 AND mode = 'sync' AND state = 'running' AND lease_owner = $2
            RETURNING id)
        INSERT INTO invocation_logs (invocation_id, content)
        SELECT id, $24 FROM ended
        """;

    // Nothing was run, so the same request may be made again, with the same key.
    private const string Release = """
        WITH released AS (
            DELETE FROM idempotency_keys
            WHERE tenant = $1 AND function_id = $2 AND key = $3 AND invocation_id = $4)
        DELETE FROM invocations WHERE id = $4 AND mode = 'sync' AND state = 'running'
        """;

    /// <summary>False when the key is taken.</summary>
    public async Task<bool> ReserveAsync(
        RunningInvocation invocation, byte[] requestDigest, CancellationToken cancellationToken)
    {
        var row = SynchronousRows.Of(invocation);
        await using var command = dataSource.CreateCommand(Reserve);
        command.Parameters.Add(PostgresParameter.Of(row.Tenant));
        command.Parameters.Add(PostgresParameter.Of(row.FunctionId));
        command.Parameters.Add(PostgresParameter.Of(row.IdempotencyKey));
        command.Parameters.Add(PostgresParameter.Of(row.Id));
        command.Parameters.Add(PostgresParameter.Of(requestDigest));
        command.Parameters.Add(PostgresParameter.Of(InvocationLimits.IdempotencyKeyLifetime));
        command.Parameters.Add(PostgresParameter.Of(row.FunctionName));
        command.Parameters.Add(PostgresParameter.Of(row.VersionId));
        command.Parameters.Add(PostgresParameter.Of(row.Version));
        command.Parameters.Add(PostgresParameter.Of(row.ContentType));
        command.Parameters.Add(PostgresParameter.Of(identity.Id));
        command.Parameters.Add(PostgresParameter.Of(
            invocation.Request.Timeout + invocation.Request.Patience + LeaseTimes.Grace));
        command.Parameters.Add(PostgresParameter.Of(row.CreatedAt));
        command.Parameters.Add(PostgresParameter.Of(row.TimeoutMs));
        command.Parameters.Add(PostgresParameter.Of(row.TraceId));
        command.Parameters.Add(PostgresParameter.Of(row.MemoryMb));
        command.Parameters.Add(PostgresParameter.Of(row.BytesIn));
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    public async Task EndAsync(InvocationRow row, byte[] log, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(End, connection);
        AddEnd(command, row);
        command.Parameters.Add(PostgresParameter.Of(log));
        if (await command.ExecuteNonQueryAsync(cancellationToken) == 1)
        {
            await usage.AddAsync(connection, [row], cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    public async Task ReleaseAsync(RunningInvocation invocation, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(Release);
        command.Parameters.Add(PostgresParameter.Of(invocation.Function.Tenant));
        command.Parameters.Add(PostgresParameter.Of(invocation.Function.FunctionId));
        command.Parameters.Add(PostgresParameter.Of(invocation.Request.IdempotencyKey));
        command.Parameters.Add(PostgresParameter.Of(invocation.Id));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private void AddEnd(NpgsqlCommand command, InvocationRow row)
    {
        command.Parameters.Add(PostgresParameter.Of(row.Id));
        command.Parameters.Add(PostgresParameter.Of(identity.Id));
        command.Parameters.Add(PostgresParameter.Of(EnumText<InvocationState>.Of(row.State)));
        command.Parameters.Add(PostgresParameter.Of(row.StartedAt));
        command.Parameters.Add(PostgresParameter.Of(row.FinishedAt));
        command.Parameters.Add(PostgresParameter.Of(row.Result));
        command.Parameters.Add(PostgresParameter.Of(row.ResultContentType));
        command.Parameters.Add(PostgresParameter.Of(
            row.ErrorKind is { } kind ? EnumText<FailureKind>.Of(kind) : null));
        command.Parameters.Add(PostgresParameter.Of(row.ErrorType));
        command.Parameters.Add(PostgresParameter.Of(row.ErrorMessage));
        command.Parameters.Add(PostgresParameter.Of(row.ErrorStack));
        command.Parameters.Add(PostgresParameter.Of(row.QueueMs));
        command.Parameters.Add(PostgresParameter.Of(row.InitMs));
        command.Parameters.Add(PostgresParameter.Of(row.RunMs));
        command.Parameters.Add(PostgresParameter.Of(row.CpuMs));
        command.Parameters.Add(PostgresParameter.Of(row.PeakMemoryBytes));
        command.Parameters.Add(PostgresParameter.Of(row.Cold));
        command.Parameters.Add(PostgresParameter.Of(row.WorkerId));
        command.Parameters.Add(PostgresParameter.Of(row.Sandbox));
        command.Parameters.Add(PostgresParameter.Of(row.BytesOut));
        command.Parameters.Add(PostgresParameter.Of(row.NetworkReceivedBytes));
        command.Parameters.Add(PostgresParameter.Of(row.NetworkSentBytes));
        command.Parameters.Add(PostgresParameter.Of(row.LogsSize));
    }
}
