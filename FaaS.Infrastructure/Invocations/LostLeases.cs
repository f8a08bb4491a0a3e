using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Deliveries;
using FaaS.Infrastructure.Postgres;
using FaaS.Infrastructure.Workers;
using Npgsql;

namespace FaaS.Infrastructure.Invocations;

/// <summary>Takes running invocations away from those who can no longer answer for them.</summary>
internal sealed class LostLeases(NpgsqlDataSource dataSource, DispatcherIdentity identity)
{
    private static readonly InvocationFailure Loss = new(
        FailureKind.PlatformError, "LeaseLost", "The scheduler that ran it could not answer for it any more.", "");

    // The platform is to blame, so the attempt is given back; the new epoch makes the old holder's answer void. Whoever
    // held it died, and not the worker: that is no reason to think of poison.
    private static readonly string Requeue = $"""
        WITH lost AS (
            SELECT id, lease_epoch, lease_owner, attempt, started_at, CASE
                WHEN cancel_requested_at IS NOT NULL THEN 'cancelled'
                WHEN platform_faults + 1 >= $5 THEN 'dead'
                ELSE 'queued' END AS next_state
            FROM invocations AS i
            WHERE state = 'running' AND mode = 'async' AND {LeaseTimes.IsOver("$4", "$2", "$9", "$10")}
            ORDER BY lease_expires_at
            LIMIT $1
            FOR UPDATE SKIP LOCKED),
        requeued AS (
            UPDATE invocations AS i
            SET state = lost.next_state,
                attempt = greatest(0, i.attempt - 1),
                platform_faults = i.platform_faults + 1,
                dead_reason = CASE WHEN lost.next_state = 'dead' THEN 'platform_faults' END,
                lease_epoch = i.lease_epoch + 1,
                lease_owner = NULL, lease_expires_at = NULL,
                not_before = now(),
                started_at = CASE WHEN lost.next_state = 'queued' THEN NULL ELSE i.started_at END,
                finished_at = CASE WHEN lost.next_state = 'queued' THEN NULL ELSE now() END,
                error_kind = $6, error_type = $7, error_message = $8, error_stack = NULL,
                queue_ms = NULL, init_ms = NULL, run_ms = NULL, cpu_ms = NULL, peak_memory_bytes = NULL,
                network_received_bytes = NULL, network_sent_bytes = NULL,
                cold = NULL, worker_id = NULL, sandbox = NULL
            FROM lost
            WHERE i.id = lost.id
            RETURNING i.id, i.state, i.priority, i.tenant, i.function_id, i.version_id,
                i.dead_reason, {DeliveryTable.Told}),
        remembered AS (
            INSERT INTO invocation_attempts (
                invocation_id, lease_epoch, attempt, dispatcher, started_at, ended_at,
                error_kind, error_type, error_message)
            SELECT id, lost.lease_epoch, lost.attempt, lost.lease_owner, lost.started_at, now(), $6, $7, $8
            FROM lost JOIN requeued USING (id) WHERE requeued.state = 'queued'),
        told AS ({DeliveryTable.InsertFor("requeued")}),
        counted AS (
            INSERT INTO invocation_totals AS totals (shard, accepted, settled, dead)
            SELECT $3, 0, count(*) FILTER (WHERE state = 'cancelled'), count(*) FILTER (WHERE state = 'dead')
            FROM requeued WHERE state <> 'queued' HAVING count(*) > 0
            ON CONFLICT (shard) DO UPDATE SET
                settled = totals.settled + excluded.settled, dead = totals.dead + excluded.dead)
        SELECT id, state, priority, tenant, function_id, interval '0', dead_reason FROM requeued
        """;

    /// <param name="limit">The most to take in one statement.</param>
    /// <param name="ofAbsentOwners">Also those that have not expired, but whose owner has not been seen.</param>
    /// <param name="maxPlatformFaults">With how many an invocation is dead.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    public async Task<IReadOnlyList<SettledInvocation>> RequeueAsync(
        int limit, bool ofAbsentOwners, int maxPlatformFaults, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(Requeue);
        command.Parameters.Add(PostgresParameter.Of(limit));
        command.Parameters.Add(PostgresParameter.Of(LeaseTimes.OwnerDeadAfter));
        command.Parameters.Add(PostgresParameter.Of(InvocationTotals.Shard));
        command.Parameters.Add(PostgresParameter.Of(ofAbsentOwners));
        command.Parameters.Add(PostgresParameter.Of(maxPlatformFaults));
        command.Parameters.Add(PostgresParameter.Of(Loss.Kind.Name()));
        command.Parameters.Add(PostgresParameter.Of(Loss.Type));
        command.Parameters.Add(PostgresParameter.Of(Loss.Message));
        command.Parameters.Add(PostgresParameter.Of(identity.Id));
        command.Parameters.Add(PostgresParameter.Of(LeaseTimes.WitnessSeenWithin));
        return await InvocationSettlements.ReadAsync(command, cancellationToken);
    }
}
