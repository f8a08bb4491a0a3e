using FaaS.Infrastructure.Deliveries;
using FaaS.Infrastructure.Postgres;
using Npgsql;

namespace FaaS.Infrastructure.Invocations;

/// <summary>Ends what was not started in time. No claim takes it any more, so this may be late.</summary>
internal sealed class ExpiredInvocations(NpgsqlDataSource dataSource)
{
    private const string Due = """
        SELECT id FROM invocations WHERE state = 'queued' AND expires_at <= now() ORDER BY expires_at LIMIT $1
        """;

    // Only as a parameter do the ids keep the partitions of other days out of the plan.
    private static readonly string Expire = $"""
        WITH due AS (
            SELECT id FROM invocations
            WHERE id = ANY($1) AND state = 'queued' AND expires_at <= now()
            ORDER BY id
            FOR UPDATE SKIP LOCKED),
        expired AS (
            UPDATE invocations AS i
            SET state = 'dead', dead_reason = 'expired', finished_at = now()
            FROM due
            WHERE i.id = due.id AND i.id = ANY($1)
            RETURNING i.id, i.state, i.priority, i.tenant, i.function_id, i.version_id,
                i.dead_reason, {DeliveryTable.Told}),
        told AS ({DeliveryTable.InsertFor("expired")}),
        counted AS (
            INSERT INTO invocation_totals AS totals (shard, accepted, settled, dead)
            SELECT $2, 0, 0, count(*) FROM expired HAVING count(*) > 0
            ON CONFLICT (shard) DO UPDATE SET dead = totals.dead + excluded.dead)
        SELECT id, state, priority, tenant, function_id, interval '0', dead_reason FROM expired
        """;

    public async Task<IReadOnlyList<SettledInvocation>> EndAsync(int limit, CancellationToken cancellationToken)
    {
        if (await FindAsync(limit, cancellationToken) is not { Length: > 0 } due)
        {
            return [];
        }

        await using var command = dataSource.CreateCommand(Expire);
        command.Parameters.Add(PostgresParameter.Of(due));
        command.Parameters.Add(PostgresParameter.Of(InvocationTotals.Shard));
        return await InvocationSettlements.ReadAsync(command, cancellationToken);
    }

    private async Task<Guid[]> FindAsync(int limit, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(Due);
        command.Parameters.Add(PostgresParameter.Of(limit));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var due = new List<Guid>();
        while (await reader.ReadAsync(cancellationToken))
        {
            due.Add(reader.GetGuid(0));
        }

        return [.. due];
    }
}
