using FaaS.Infrastructure.Postgres;
using Npgsql;

namespace FaaS.Infrastructure.Invocations;

/// <summary>Takes running invocations away from those who can no longer answer for them.</summary>
internal sealed class LostLeases(NpgsqlDataSource dataSource)
{
    // The platform is to blame, so the attempt is given back; the new epoch makes the old holder's answer void.
    private const string Requeue = """
        WITH lost AS (
            SELECT id FROM invocations AS i
            WHERE state = 'running' AND mode = 'async'
                AND (lease_expires_at < now() OR $4 AND NOT EXISTS (
                    SELECT FROM dispatchers AS d WHERE d.id = i.lease_owner AND d.last_seen_at > now() - $2))
            ORDER BY lease_expires_at
            LIMIT $1
            FOR UPDATE SKIP LOCKED),
        requeued AS (
            UPDATE invocations AS i
            SET state = CASE WHEN i.cancel_requested_at IS NULL THEN 'queued' ELSE 'cancelled' END,
                attempt = greatest(0, i.attempt - 1),
                lease_epoch = i.lease_epoch + 1,
                lease_owner = NULL, lease_expires_at = NULL,
                not_before = now(),
                started_at = CASE WHEN i.cancel_requested_at IS NULL THEN NULL ELSE i.started_at END,
                finished_at = CASE WHEN i.cancel_requested_at IS NULL THEN NULL ELSE now() END
            FROM lost
            WHERE i.id = lost.id
            RETURNING i.id, i.state, i.priority, i.tenant, i.function_id),
        counted AS (
            INSERT INTO invocation_totals AS totals (shard, accepted, settled, dead)
            SELECT $3, 0, count(*), 0 FROM requeued WHERE state = 'cancelled' HAVING count(*) > 0
            ON CONFLICT (shard) DO UPDATE SET settled = totals.settled + excluded.settled)
        SELECT id, state, priority, tenant, function_id, interval '0' FROM requeued
        """;

    /// <param name="ofAbsentOwners">Also those that have not expired, but whose owner has not been seen.</param>
    public async Task<IReadOnlyList<SettledInvocation>> RequeueAsync(
        int limit, bool ofAbsentOwners, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(Requeue);
        command.Parameters.Add(PostgresParameter.Of(limit));
        command.Parameters.Add(PostgresParameter.Of(LeaseTimes.OwnerDeadAfter));
        command.Parameters.Add(PostgresParameter.Of(InvocationTotals.Shard));
        command.Parameters.Add(PostgresParameter.Of(ofAbsentOwners));
        return await InvocationSettlements.ReadAsync(command, cancellationToken);
    }
}
