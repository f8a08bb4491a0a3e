using Npgsql;

namespace FaaS.Tests.Faults.Run;

/// <summary>What Postgres holds, and every step that led there: a trigger writes them down.</summary>
internal sealed class Truth(NpgsqlDataSource dataSource)
{
    private const string Watch = """
        CREATE TABLE fault_run_transitions (
            number bigint GENERATED ALWAYS AS IDENTITY, at timestamptz, id uuid, was text, became text,
            epoch_before bigint, epoch bigint, attempt_before integer, attempt integer, error_kind text);
        CREATE FUNCTION fault_run_note() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO fault_run_transitions (
                at, id, was, became, epoch_before, epoch, attempt_before, attempt, error_kind)
            VALUES (
                clock_timestamp(), NEW.id, OLD.state, NEW.state, OLD.lease_epoch, NEW.lease_epoch, OLD.attempt,
                NEW.attempt, NEW.error_kind);
            RETURN NULL;
        END $$;
        CREATE TRIGGER fault_run_note AFTER UPDATE OF state ON invocations
            FOR EACH ROW EXECUTE FUNCTION fault_run_note();
        """;

    public async Task WatchAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(Watch);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The description of nothing.</summary>
    public const string None = "none";

    /// <summary>How many of these have succeeded.</summary>
    public async Task<long> SucceededAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            "SELECT count(*) FROM invocations WHERE id = ANY($1) AND state = 'succeeded'");
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. ids] });
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>What has become of these, for people.</summary>
    public Task<string> DescribeAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
        => DescribeAsync("id = ANY($1)", [new NpgsqlParameter<Guid[]> { TypedValue = [.. ids] }], cancellationToken);

    /// <summary>What is not settled, for people; some of it, if that is much.</summary>
    public Task<string> DescribeOpenAsync(CancellationToken cancellationToken)
        => DescribeAsync("mode = 'async' AND state IN ('queued', 'running')", [], cancellationToken);

    public async Task<(long Accepted, long Settled, long Dead)> TotalsAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            "SELECT sum(accepted)::bigint, sum(settled)::bigint, sum(dead)::bigint FROM invocation_totals");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2));
    }

    /// <summary>The state and the function of everything that was ever accepted.</summary>
    public async Task<IReadOnlyDictionary<Guid, (string State, string Function)>> InvocationsAsync(
        CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            "SELECT id, state, function_name FROM invocations WHERE mode = 'async'");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var invocations = new Dictionary<Guid, (string, string)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            invocations.Add(reader.GetGuid(0), (reader.GetString(1), reader.GetString(2)));
        }

        return invocations;
    }

    public async Task<ILookup<Guid, Transition>> TransitionsAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            """
            SELECT id, at, was, became, epoch_before, epoch, attempt_before, attempt, error_kind
            FROM fault_run_transitions ORDER BY number
            """);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var transitions = new List<Transition>();
        while (await reader.ReadAsync(cancellationToken))
        {
            transitions.Add(new(
                reader.GetGuid(0),
                reader.GetFieldValue<DateTimeOffset>(1),
                reader.GetString(2),
                reader.GetString(3),
                reader.GetInt64(4),
                reader.GetInt64(5),
                reader.GetInt32(6),
                reader.GetInt32(7),
                reader.IsDBNull(8) ? null : reader.GetString(8)));
        }

        return transitions.ToLookup(transition => transition.Id);
    }

    private async Task<string> DescribeAsync(
        string which, NpgsqlParameter[] parameters, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            $"""
            SELECT string_agg(format(
                '%s of %s %s, epoch %s of %s until %s, due %s, %s', id, function_name, state, lease_epoch, lease_owner,
                lease_expires_at, not_before, error_kind), '; ')
            FROM (SELECT * FROM invocations WHERE {which} ORDER BY id LIMIT 10) AS described
            """);
        command.Parameters.AddRange(parameters);
        return await command.ExecuteScalarAsync(cancellationToken) as string ?? None;
    }
}
