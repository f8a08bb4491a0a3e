using System.Text.Json;
using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Postgres;
using FaaS.Infrastructure.Postgres.Invocations;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace FaaS.Infrastructure.Invocations;

/// <summary>Writes new asynchronous invocations; they are accepted once this has committed.</summary>
internal sealed class InvocationAcceptance(
    [FromKeyedServices(PostgresSources.PlannedOnce)] NpgsqlDataSource dataSource)
{
    /// <summary>How many parameters the statement has by itself; those of others come after them.</summary>
    public const int ParameterCount = 24;

    private static readonly string Insert = Statement(
        before: "",
        condition: "true",
        answer: "SELECT now(), ARRAY(SELECT id FROM accepted WHERE idempotency_key IS NOT NULL)");

    /// <summary>The one way to accept, for those who write something else in the same statement.</summary>
    /// <param name="before">Queries of a WITH clause, each with a comma after it.</param>
    /// <param name="condition">On each row t.</param>
    /// <param name="answer">May read from what was accepted.</param>
    /// <remarks>
    /// The clock of Postgres says from when on they may run; schedulers compare with that clock only. Keys are taken in
    /// one order by all replicas, so that two of them never wait for each other.
    /// </remarks>
    public static string Statement(string before, string condition, string answer) => $"""
        WITH {before} keyed AS (
            INSERT INTO idempotency_keys AS known (
                tenant, function_id, key, invocation_id, request_digest, expires_at)
            SELECT DISTINCT ON (k.tenant, k.function_id, k.key)
                k.tenant, k.function_id, k.key, k.id, k.digest, now() + $23
            FROM unnest($2, $3, $16, $1, $17) AS k(tenant, function_id, key, id, digest)
            WHERE k.key IS NOT NULL
            ORDER BY k.tenant, k.function_id, k.key, k.id
            ON CONFLICT (tenant, function_id, key) DO UPDATE SET
                invocation_id = excluded.invocation_id, request_digest = excluded.request_digest,
                expires_at = excluded.expires_at
            WHERE known.expires_at <= now()
            RETURNING invocation_id),
        accepted AS (
            INSERT INTO invocations (
                id, tenant, function_id, function_name, version_id, version, mode, state, priority, payload,
                content_type, headers, attempt, max_attempts, lease_epoch, created_at, timeout_ms,
                trace_id, logs_size, memory_mb, bytes_in, idempotency_key, schedule_id, not_before, expires_at)
            SELECT t.id, t.tenant, t.function_id, t.function_name, t.version_id, t.version, 'async', 'queued',
                t.priority, t.payload, t.content_type, t.headers::jsonb, 0, t.max_attempts, 0, t.created_at,
                t.timeout_ms, t.trace_id, 0, t.memory_mb, octet_length(t.payload), t.key, t.schedule_id, due.at,
                least(due.at + t.max_age_ms * interval '1 ms', now() + t.expires_in_ms * interval '1 ms')
            FROM unnest(
                $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $18, $19, $20, $21, $22) AS t(
                id, tenant, function_id, function_name, version_id, version, priority, payload,
                content_type, headers, max_attempts, created_at, timeout_ms, trace_id, memory_mb, key,
                schedule_id, delay_ms, not_before, expires_in_ms, max_age_ms),
                LATERAL (SELECT greatest(
                    now(), coalesce(t.not_before, now() + t.delay_ms * interval '1 ms')) AS at) AS due
            WHERE (t.key IS NULL OR t.id IN (SELECT invocation_id FROM keyed)) AND {condition}
            RETURNING id, idempotency_key),
        counted AS (
            INSERT INTO invocation_totals AS totals (shard, accepted, settled, dead)
            SELECT $24, count(*), 0, 0 FROM accepted HAVING count(*) > 0
            ON CONFLICT (shard) DO UPDATE SET accepted = totals.accepted + excluded.accepted)
        {answer}
        """;

    /// <summary>Rows without a key, to be run as soon as possible. All or none, in one commit.</summary>
    public Task InsertAsync(IReadOnlyList<InvocationRow> rows, CancellationToken cancellationToken)
        => InsertAsync([.. rows.Select(row => new NewInvocation(row))], cancellationToken);

    /// <summary>All whose key is not taken, in one commit.</summary>
    public async Task<AcceptedBatch> InsertAsync(
        IReadOnlyList<NewInvocation> batch, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(Insert);
        AddParameters(command, batch);

        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new(reader.GetFieldValue<DateTimeOffset>(0), reader.GetFieldValue<Guid[]>(1));
    }

    public static void AddParameters(NpgsqlCommand command, IReadOnlyList<NewInvocation> batch)
    {
        AddRows(command, batch);
        command.Parameters.Add(Column(batch, one => one.Row.IdempotencyKey));
        command.Parameters.Add(Column(batch, one => one.RequestDigest));
        command.Parameters.Add(Column(batch, one => one.Row.ScheduleId));
        command.Parameters.Add(Column(batch, one => (long)one.Delay.TotalMilliseconds));
        command.Parameters.Add(Column(batch, one => one.NotBefore));
        command.Parameters.Add(Column(batch, one => (long?)one.ExpiresIn?.TotalMilliseconds));
        command.Parameters.Add(Column(batch, one => (long)one.MaxEventAge.TotalMilliseconds));
        command.Parameters.Add(PostgresParameter.Of(InvocationLimits.IdempotencyKeyLifetime));
        command.Parameters.Add(PostgresParameter.Of(InvocationTotals.Shard));
    }

    private static void AddRows(NpgsqlCommand command, IReadOnlyList<NewInvocation> batch)
    {
        command.Parameters.Add(Column(batch, one => one.Row.Id));
        command.Parameters.Add(Column(batch, one => one.Row.Tenant));
        command.Parameters.Add(Column(batch, one => one.Row.FunctionId));
        command.Parameters.Add(Column(batch, one => one.Row.FunctionName));
        command.Parameters.Add(Column(batch, one => one.Row.VersionId));
        command.Parameters.Add(Column(batch, one => one.Row.Version));
        command.Parameters.Add(Column(batch, one => EnumText<InvocationPriority>.Of(one.Row.Priority)));
        command.Parameters.Add(Column(batch, one => one.Row.Payload));
        command.Parameters.Add(Column(batch, one => one.Row.ContentType));
        command.Parameters.Add(Column(batch, one => JsonSerializer.Serialize(one.Row.Headers)));
        command.Parameters.Add(Column(batch, one => one.Row.MaxAttempts));
        command.Parameters.Add(Column(batch, one => one.Row.CreatedAt));
        command.Parameters.Add(Column(batch, one => one.Row.TimeoutMs));
        command.Parameters.Add(Column(batch, one => one.Row.TraceId));
        command.Parameters.Add(Column(batch, one => one.Row.MemoryMb));
    }

    private static NpgsqlParameter<T[]> Column<T>(IReadOnlyList<NewInvocation> batch, Func<NewInvocation, T> value)
        => PostgresParameter.Of(batch.Select(value).ToArray());
}
