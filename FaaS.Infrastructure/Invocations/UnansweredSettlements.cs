using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Postgres;
using Npgsql;

namespace FaaS.Infrastructure.Invocations;

/// <summary>
/// Finds out which settlements were committed although no answer came. To be asked after they have been sent again,
/// which waits for a statement that is still under way.
/// </summary>
internal sealed class UnansweredSettlements(NpgsqlDataSource dataSource)
{
    // A lease that somebody else has lost or has got has another epoch. The ids as parameters keep the partitions of
    // other days out of the plan.
    private const string Find = """
        SELECT i.id, i.state, i.priority, i.tenant, i.function_id, greatest(i.not_before - now(), interval '0'),
            i.dead_reason
        FROM unnest($1, $2, $3) AS sent(id, epoch, state) JOIN invocations AS i ON i.id = sent.id
        WHERE i.id = ANY($1) AND i.lease_epoch = sent.epoch
            AND (i.state = sent.state OR sent.state = 'queued' AND i.state = 'cancelled')
        """;

    /// <summary>Those of <paramref name="sent"/> that have ended as they were to.</summary>
    public async Task<IReadOnlyList<SettledInvocation>> FindAsync(
        IReadOnlyCollection<AttemptSettlement> sent, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(Find);
        command.Parameters.Add(PostgresParameter.Of(sent.Select(end => end.Invocation.Id).ToArray()));
        command.Parameters.Add(PostgresParameter.Of(sent.Select(end => end.Invocation.LeaseEpoch).ToArray()));
        command.Parameters.Add(PostgresParameter.Of(
            sent.Select(end => EnumText<InvocationState>.Of(end.Settlement.State)).ToArray()));
        return await InvocationSettlements.ReadAsync(command, cancellationToken);
    }
}
