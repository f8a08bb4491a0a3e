using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Budgets;
using FaaS.Infrastructure.Deliveries;
using FaaS.Infrastructure.Invocations.Queue;
using FaaS.Infrastructure.Postgres;
using FaaS.Infrastructure.Workers;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace FaaS.Infrastructure.Invocations;

/// <summary>
/// Ends attempts, many in one commit. Only the holder of the current lease epoch is heard, so that each invocation
/// reaches a final state exactly once.
/// </summary>
internal sealed class InvocationSettlements(
    [FromKeyedServices(PostgresSources.PlannedOnce)] NpgsqlDataSource dataSource, DispatcherIdentity identity)
{
    private const int MaxTypeLength = 256;
    private const int MaxMessageLength = 8 * 1024;
    private const int MaxDetailLength = 64 * 1024;

    // A batch may hold an attempt that was given up beside the one that followed it, so what belongs to an attempt is
    // found by its epoch too. The ids as a parameter let the rows be found by their keys, and their bounds keep the
    // partitions of other days out of the one plan; the join alone would not.
    private static readonly string Settle = $"""
        WITH ended AS MATERIALIZED (
            SELECT * FROM unnest(
                $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21,
                $22, $23, $26, $27, $28, $29, $30, $31)
            AS ended(
                id, epoch, state, attempt, delay, result, result_content_type,
                error_kind, error_type, error_message, error_stack,
                queue_ms, init_ms, run_ms, cpu_ms, peak_memory_bytes, cold, worker_id, sandbox,
                network_received_bytes, network_sent_bytes, logs_size, logs,
                number, was_started, started_at, platform_faults, worker_losses, dead_reason)),
        settled AS (
            UPDATE invocations AS i
            SET state = CASE WHEN ended.state = 'queued' AND i.cancel_requested_at IS NOT NULL
                    THEN 'cancelled' ELSE ended.state END,
                attempt = ended.attempt,
                platform_faults = ended.platform_faults, worker_losses = ended.worker_losses,
                dead_reason = ended.dead_reason,
                not_before = CASE WHEN ended.state = 'queued' THEN now() + ended.delay ELSE i.not_before END,
                started_at = CASE
                    WHEN NOT ended.was_started OR ended.state = 'queued' AND i.cancel_requested_at IS NULL THEN NULL
                    ELSE i.started_at END,
                finished_at = CASE WHEN ended.state = 'queued' AND i.cancel_requested_at IS NULL THEN NULL
                    ELSE now() END,
                lease_owner = NULL, lease_expires_at = NULL,
                result = ended.result, result_content_type = ended.result_content_type,
                {Kept("error_kind")}, {Kept("error_type")}, {Kept("error_message")}, {Kept("error_stack")},
                queue_ms = ended.queue_ms, init_ms = ended.init_ms, run_ms = ended.run_ms, cpu_ms = ended.cpu_ms,
                peak_memory_bytes = ended.peak_memory_bytes, cold = ended.cold,
                worker_id = ended.worker_id, sandbox = ended.sandbox,
                logs_size = CASE WHEN ended.was_started THEN ended.logs_size ELSE i.logs_size END,
                bytes_out = octet_length(ended.result),
                network_received_bytes = ended.network_received_bytes,
                network_sent_bytes = ended.network_sent_bytes
            FROM ended
            WHERE i.id = ended.id AND i.id = ANY($1) AND i.id BETWEEN $32 AND $33
                AND i.state = 'running' AND i.lease_epoch = ended.epoch
            RETURNING i.id, i.lease_epoch AS epoch, i.state, i.priority, i.tenant, i.function_id, i.version_id,
                ended.delay, i.dead_reason, i.memory_mb, i.bytes_in, i.bytes_out, {DeliveryTable.Told}),
        remembered AS (
            INSERT INTO invocation_attempts (
                invocation_id, lease_epoch, attempt, dispatcher, worker_id, sandbox, started_at, ended_at,
                error_kind, error_type, error_message, queue_ms, init_ms, run_ms, cpu_ms, peak_memory_bytes, cold)
            SELECT ended.id, epoch, number, $25, worker_id, sandbox, started_at, now(),
                error_kind, error_type, error_message, queue_ms, init_ms, run_ms, cpu_ms, peak_memory_bytes, cold
            FROM ended JOIN settled USING (id, epoch)
            WHERE settled.state = 'queued' AND ended.was_started),
        told AS ({DeliveryTable.InsertFor("settled")}),
        logged AS (
            INSERT INTO invocation_logs (invocation_id, content)
            SELECT ended.id, ended.logs FROM ended JOIN settled USING (id, epoch)
            WHERE ended.logs IS NOT NULL
            ON CONFLICT (invocation_id) DO UPDATE SET content = excluded.content),
        cleared AS (
            DELETE FROM invocation_logs AS log USING ended JOIN settled USING (id, epoch)
            WHERE log.invocation_id = ended.id AND log.invocation_id = ANY($1)
                AND log.invocation_id BETWEEN $32 AND $33
                AND ended.logs IS NULL AND ended.epoch > 1 AND ended.was_started),
        used AS (
            INSERT INTO usage AS u ({UsageTable.Columns})
            SELECT date_trunc('hour', now(), 'UTC'), tenant, $25, count(*), coalesce(sum(cpu_ms), 0),
                coalesce(sum(memory_mb / 1024.0::float8 * run_ms), 0),
                coalesce(sum(bytes_in), 0), coalesce(sum(bytes_out), 0),
                coalesce(sum(network_received_bytes), 0), coalesce(sum(network_sent_bytes), 0), sum(logs_size)
            FROM ended JOIN settled USING (id, epoch)
            WHERE ended.sandbox <> ''
            GROUP BY tenant
            {UsageTable.OrAdd}),
        counted AS (
            INSERT INTO invocation_totals AS totals (shard, accepted, settled, dead)
            SELECT $24, 0,
                count(*) FILTER (WHERE state NOT IN ('queued', 'dead')), count(*) FILTER (WHERE state = 'dead')
            FROM settled
            ON CONFLICT (shard) DO UPDATE SET
                settled = totals.settled + excluded.settled, dead = totals.dead + excluded.dead)
        SELECT id, state, priority, tenant, function_id, delay, dead_reason FROM settled
        """;

    /// <summary>Those that were still ours to settle. What was to be queued may have been cancelled instead.</summary>
    public async Task<IReadOnlyList<SettledInvocation>> SettleAsync(
        IReadOnlyList<AttemptSettlement> batch, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(Settle);
        command.Parameters.Add(Column(batch, end => end.Invocation.Id));
        command.Parameters.Add(Column(batch, end => end.Invocation.LeaseEpoch));
        command.Parameters.Add(Column(batch, end => EnumText<InvocationState>.Of(end.Settlement.State)));
        command.Parameters.Add(Column(batch, end => end.Settlement.Attempts));
        command.Parameters.Add(Column(batch, end => end.Settlement.Delay));
        command.Parameters.Add(Column(batch, end => end.Result));
        command.Parameters.Add(Column(batch, end => Clean(end.ResultContentType, MaxTypeLength)));
        AddFailures(command, batch);
        AddStats(command, batch);
        command.Parameters.Add(Column(batch, end => end.Logs?.LongLength ?? 0));
        command.Parameters.Add(Column(batch, end => end.Logs));
        command.Parameters.Add(PostgresParameter.Of(InvocationTotals.Shard));
        command.Parameters.Add(PostgresParameter.Of(identity.Id));
        AddHistory(command, batch);
        command.Parameters.Add(PostgresParameter.Of(batch.Min(end => end.Invocation.Id)));
        command.Parameters.Add(PostgresParameter.Of(batch.Max(end => end.Invocation.Id)));
        return await ReadAsync(command, cancellationToken);
    }

    public static async Task<IReadOnlyList<SettledInvocation>> ReadAsync(
        NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var settled = new List<SettledInvocation>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var id = reader.GetGuid(0);
            settled.Add(new(
                id,
                EnumText<InvocationState>.Parse(reader.GetString(1)),
                new QueueEntry(
                    EnumText<InvocationPriority>.Parse(reader.GetString(2)),
                    reader.GetString(3),
                    reader.GetGuid(4),
                    id,
                    reader.GetTimeSpan(5)),
                reader.IsDBNull(6) ? null : EnumText<DeadReason>.Parse(reader.GetString(6))));
        }

        return settled;
    }

    private static void AddFailures(NpgsqlCommand command, IReadOnlyList<AttemptSettlement> batch)
    {
        command.Parameters.Add(Column(batch, end => end.Failure is { } failure
            ? EnumText<FailureKind>.Of(failure.Kind)
            : null));
        command.Parameters.Add(Column(batch, end => Clean(end.Failure?.Type, MaxTypeLength)));
        command.Parameters.Add(Column(batch, end => Clean(end.Failure?.Message, MaxMessageLength)));
        command.Parameters.Add(Column(batch, end => Clean(end.Failure?.Detail, MaxDetailLength)));
    }

    private static void AddStats(NpgsqlCommand command, IReadOnlyList<AttemptSettlement> batch)
    {
        command.Parameters.Add(Column(batch, end => (end.Invocation.Waited + end.Stats?.Queue)?.TotalMilliseconds));
        command.Parameters.Add(Column(batch, end => end.Stats?.Init.TotalMilliseconds));
        command.Parameters.Add(Column(batch, end => end.Stats?.Run.TotalMilliseconds));
        command.Parameters.Add(Column(batch, end => end.Stats?.Cpu?.TotalMilliseconds));
        command.Parameters.Add(Column(batch, end => end.Stats?.PeakMemoryBytes));
        command.Parameters.Add(Column(batch, end => end.Stats?.Cold));
        command.Parameters.Add(Column(batch, end => end.WorkerId));
        command.Parameters.Add(Column(batch, end => Clean(end.Stats?.Sandbox, 128)));
        command.Parameters.Add(Column(batch, end => end.Stats?.NetworkReceivedBytes));
        command.Parameters.Add(Column(batch, end => end.Stats?.NetworkSentBytes));
    }

    private static void AddHistory(NpgsqlCommand command, IReadOnlyList<AttemptSettlement> batch)
    {
        command.Parameters.Add(Column(batch, end => end.Invocation.Attempt));
        command.Parameters.Add(Column(batch, end => end.WasStarted));
        command.Parameters.Add(Column(batch, end => end.Invocation.StartedAt));
        command.Parameters.Add(Column(batch, end => end.Settlement.PlatformFaults));
        command.Parameters.Add(Column(batch, end => end.Settlement.WorkerLosses));
        command.Parameters.Add(Column(batch, end => end.Settlement.DeadReason is { } reason
            ? EnumText<DeadReason>.Of(reason)
            : null));
    }

    // That there was no room for another attempt says less than how the last one failed.
    private static string Kept(string column) => $"""
        {column} = CASE WHEN ended.state = 'queued' AND NOT ended.was_started AND i.error_kind IS NOT NULL
            THEN i.{column} ELSE ended.{column} END
        """;

    private static string? Clean(string? text, int maxLength)
        => text is null ? null : PostgresText.Clean(text, maxLength);

    private static NpgsqlParameter<T[]> Column<T>(
        IReadOnlyList<AttemptSettlement> batch, Func<AttemptSettlement, T> value)
        => PostgresParameter.Of(batch.Select(value).ToArray());
}
