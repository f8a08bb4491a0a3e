using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Postgres;
using Npgsql;

namespace FaaS.Infrastructure.Invocations;

/// <summary>Cancels what is queued at once, and leaves a request at what is running.</summary>
internal sealed class InvocationCancellation(NpgsqlDataSource dataSource)
{
    // The row is locked first, so that a claim in the same moment happens either before this or not at all.
    private const string Request = """
        WITH found AS (SELECT id, state FROM invocations WHERE id = $1 AND tenant = $2 FOR UPDATE),
        asked AS (
            UPDATE invocations AS i
            SET state = CASE WHEN found.state = 'queued' THEN 'cancelled' ELSE found.state END,
                cancel_requested_at = coalesce(i.cancel_requested_at, now()),
                finished_at = CASE WHEN found.state = 'queued' THEN now() ELSE i.finished_at END
            FROM found
            WHERE i.id = found.id AND found.state IN ('queued', 'running')),
        counted AS (
            INSERT INTO invocation_totals AS totals (shard, accepted, settled, dead)
            SELECT $3, 0, 1, 0 FROM found WHERE state = 'queued'
            ON CONFLICT (shard) DO UPDATE SET settled = totals.settled + excluded.settled)
        SELECT state FROM found
        """;

    private const string Requested = """
        SELECT id FROM invocations
        WHERE state = 'running' AND lease_owner = $1 AND cancel_requested_at IS NOT NULL
        """;

    /// <summary>The state that it was in before, or null when there is no such invocation.</summary>
    public async Task<InvocationState?> RequestAsync(Guid id, string tenant, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(Request);
        command.Parameters.Add(PostgresParameter.Of(id));
        command.Parameters.Add(PostgresParameter.Of(tenant));
        command.Parameters.Add(PostgresParameter.Of(InvocationTotals.Shard));
        return await command.ExecuteScalarAsync(cancellationToken) is string state
            ? EnumText<InvocationState>.Parse(state)
            : null;
    }

    /// <summary>What <paramref name="owner"/> runs and should stop.</summary>
    public async Task<IReadOnlyList<Guid>> FindRequestedAsync(string owner, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(Requested);
        command.Parameters.Add(PostgresParameter.Of(owner));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);

        var requested = new List<Guid>();
        while (await reader.ReadAsync(cancellationToken))
        {
            requested.Add(reader.GetGuid(0));
        }

        return requested;
    }
}
