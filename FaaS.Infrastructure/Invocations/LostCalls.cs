using FaaS.Infrastructure.Postgres;
using FaaS.Infrastructure.Workers;
using Npgsql;

namespace FaaS.Infrastructure.Invocations;

/// <summary>
/// Ends the records of synchronous invocations whose process died before it could. Only those with an idempotency key
/// are recorded before they end, so that whoever asks for the key again is told.
/// </summary>
internal sealed class LostCalls(NpgsqlDataSource dataSource, DispatcherIdentity identity)
{
    /// <summary>The error type of what was ended here: nobody knows how it went.</summary>
    public const string ErrorType = "CallLost";

    private static readonly string IsLost =
        $"state = 'running' AND mode = 'sync' AND {LeaseTimes.IsOver("$2", "$3", "$4", "$5")}";

    private static readonly string Lost = $"""
        SELECT id FROM invocations AS i WHERE {IsLost} ORDER BY lease_expires_at LIMIT $1
        """;

    // Only as a parameter do the ids keep the partitions of other days out of the plan.
    private static readonly string End = $"""
        WITH lost AS (
            SELECT id FROM invocations AS i
            WHERE id = ANY($1) AND {IsLost}
            ORDER BY id
            FOR UPDATE SKIP LOCKED)
        UPDATE invocations AS i
        SET state = 'failed', finished_at = now(), lease_owner = NULL, lease_expires_at = NULL,
            error_kind = 'platform_error', error_type = '{ErrorType}',
            error_message = 'The process that ran it ended. It may have run, wholly or in part.'
        FROM lost
        WHERE i.id = lost.id AND i.id = ANY($1)
        RETURNING i.id
        """;

    /// <param name="ofAbsentOwners">Also those whose time is not over, but whose owner has not been seen.</param>
    public async Task<IReadOnlyList<Guid>> EndAsync(
        int limit, bool ofAbsentOwners, CancellationToken cancellationToken)
    {
        var lost = await RunAsync(Lost, PostgresParameter.Of(limit), ofAbsentOwners, cancellationToken);
        return lost.Length == 0 ? [] : await EndAsync(lost, ofAbsentOwners, cancellationToken);
    }

    /// <summary>Those of <paramref name="ids"/> that are lost.</summary>
    public async Task<IReadOnlyList<Guid>> EndAsync(
        Guid[] ids, bool ofAbsentOwners, CancellationToken cancellationToken)
        => await RunAsync(End, PostgresParameter.Of(ids), ofAbsentOwners, cancellationToken);

    private async Task<Guid[]> RunAsync(
        string statement, NpgsqlParameter first, bool ofAbsentOwners, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(statement);
        command.Parameters.Add(first);
        command.Parameters.Add(PostgresParameter.Of(ofAbsentOwners));
        command.Parameters.Add(PostgresParameter.Of(LeaseTimes.OwnerDeadAfter));
        command.Parameters.Add(PostgresParameter.Of(identity.Id));
        command.Parameters.Add(PostgresParameter.Of(LeaseTimes.WitnessSeenWithin));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var ids = new List<Guid>();
        while (await reader.ReadAsync(cancellationToken))
        {
            ids.Add(reader.GetGuid(0));
        }

        return [.. ids];
    }
}
