using FaaS.Infrastructure.Postgres;
using FaaS.Infrastructure.Workers;
using Microsoft.Extensions.Options;
using Npgsql;

namespace FaaS.Infrastructure.Permits;

/// <summary>Who may run how much of which function, in Postgres. Dispatchers look at a function one by one.</summary>
internal sealed class PermitTable(
    DispatcherIdentity identity,
    DispatcherPresence presence,
    NpgsqlDataSource dataSource,
    IOptions<WorkersOptions> options)
{
    // Any constant that nobody else uses; two functions with the same hash only wait for each other.
    private const string Lock = "SELECT pg_advisory_xact_lock(1885692532, hashtext($1::text))";

    // What is left of a holder is taken away, not overlooked: if it comes back, it has to find that it has nothing.
    private const string Bury = """
        DELETE FROM permit_grants AS g
        WHERE function_id = $1 AND dispatcher_id <> $2 AND $3 AND NOT EXISTS (
            SELECT FROM dispatchers AS d WHERE d.id = g.dispatcher_id AND d.last_seen_at > now() - $4)
        """;

    private const string Look = """
        SELECT extract(epoch FROM clock_timestamp())::bigint,
            EXISTS (SELECT FROM dispatchers WHERE id = $2),
            (SELECT v.max_concurrency FROM functions AS f JOIN function_versions AS v ON v.id = f.current_version_id
                WHERE f.id = $1)
        """;

    private const string Holders = """
        SELECT dispatcher_id, permits, CASE WHEN demand_at > clock_timestamp() - $2 THEN demand ELSE 0 END
        FROM permit_grants
        WHERE function_id = $1
        ORDER BY dispatcher_id
        """;

    private const string Claim = """
        INSERT INTO permit_grants (function_id, dispatcher_id, permits, demand, demand_at, max_concurrency)
        VALUES ($1, $2, $3, $4, clock_timestamp(), $5)
        ON CONFLICT (function_id, dispatcher_id) DO UPDATE
        SET permits = excluded.permits, demand = excluded.demand, demand_at = excluded.demand_at,
            max_concurrency = excluded.max_concurrency
        """;

    private const string Concerns = """
        SELECT g.function_id
        FROM permit_grants AS g
        LEFT JOIN functions AS f ON f.id = g.function_id
        LEFT JOIN function_versions AS v ON v.id = f.current_version_id
        WHERE g.dispatcher_id = $1 AND (g.max_concurrency <> v.max_concurrency
            OR g.permits > 0 AND EXISTS (
                SELECT FROM permit_grants AS o
                WHERE o.function_id = g.function_id AND o.dispatcher_id <> $1
                    AND o.demand > o.permits AND o.demand_at > now() - $2))
        """;

    /// <summary>
    /// Shows what there is to <paramref name="claim"/>, and records how many that wants to have. It must have given up
    /// already what it does not claim again, and may use what it claims in addition only when this has returned. Null
    /// when this dispatcher is not registered.
    /// </summary>
    public async Task<PermitOffer?> ExchangeAsync(
        Guid functionId, PermitDemand demand, Func<PermitOffer, int> claim, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await LookAsync(connection, functionId, demand, cancellationToken) is not { } offer)
        {
            return null;
        }

        await using var command = new NpgsqlCommand(Claim, connection, transaction)
        {
            Parameters =
            {
                PostgresParameter.Of(functionId),
                PostgresParameter.Of(identity.Id),
                PostgresParameter.Of(claim(offer)),
                PostgresParameter.Of(demand.Permits),
                PostgresParameter.Of(offer.MaxConcurrency),
            },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return offer;
    }

    /// <summary>Functions of which others lack what is held here, or whose limit has changed.</summary>
    public async Task<IReadOnlyList<Guid>> ConcernsAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(Concerns);
        command.Parameters.Add(PostgresParameter.Of(identity.Id));
        command.Parameters.Add(PostgresParameter.Of(PermitTimes.DemandLasts));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<Guid> functions = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            functions.Add(reader.GetGuid(0));
        }

        return functions;
    }

    private async Task<PermitOffer?> LookAsync(
        NpgsqlConnection connection, Guid functionId, PermitDemand demand, CancellationToken cancellationToken)
    {
        // After an outage of Postgres the others get the time to be seen again that they have at any other moment.
        var deadAfter = PermitTimes.HolderDeadAfter(options.Value);
        var mayBury = presence.Uninterrupted >= deadAfter;
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                Command(Lock, PostgresParameter.Of(functionId)),
                Command(
                    Bury,
                    PostgresParameter.Of(functionId),
                    PostgresParameter.Of(identity.Id),
                    PostgresParameter.Of(mayBury),
                    PostgresParameter.Of(deadAfter)),
                Command(Look, PostgresParameter.Of(functionId), PostgresParameter.Of(identity.Id)),
                Command(Holders, PostgresParameter.Of(functionId), PostgresParameter.Of(PermitTimes.DemandLasts)),
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var (turn, isRegistered) = (reader.GetInt64(0), reader.GetBoolean(1));
        var maxConcurrency = reader.IsDBNull(2) ? demand.MaxConcurrency : reader.GetInt32(2);
        await reader.NextResultAsync(cancellationToken);
        var holders = await HoldersAsync(reader, demand.Permits, cancellationToken);
        return isRegistered ? PermitOffer.Of(maxConcurrency, holders, identity.Id, turn) : null;
    }

    /// <summary>All of them, in an order that is the same for everybody, and this dispatcher in any case.</summary>
    private async Task<List<PermitHolder>> HoldersAsync(
        NpgsqlDataReader reader, int demand, CancellationToken cancellationToken)
    {
        List<PermitHolder> holders = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            holders.Add(new(reader.GetString(0), reader.GetInt32(1), reader.GetInt32(2)));
        }

        var mine = holders.FindIndex(holder => holder.DispatcherId == identity.Id);
        if (mine >= 0)
        {
            holders[mine] = holders[mine] with { Demand = demand };
        }
        else
        {
            holders.Add(new(identity.Id, 0, demand));
        }

        return holders;
    }

    private static NpgsqlBatchCommand Command(string text, params IReadOnlyList<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlBatchCommand(text);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(parameter);
        }

        return command;
    }
}
