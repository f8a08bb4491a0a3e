using FaaS.Infrastructure.Postgres;
using FaaS.Infrastructure.Postgres.Deliveries;
using Npgsql;

namespace FaaS.Infrastructure.Deliveries;

/// <summary>What is still to be told to destinations. Written in the commit that ends an invocation.</summary>
internal sealed class DeliveryTable(NpgsqlDataSource dataSource)
{
    // An id sorts by its time, like those that processes make: its invocation belongs into a partition.
    private const string NewId = """
        (left(first_invocation_id_of(now())::text, 14) || '7' || substr(gen_random_uuid()::text, 16))::uuid
        """;

    // As ClaimedDelivery.Target.
    private const string Target =
        "coalesce(substring(destination ->> 'url' FROM '://([^/?#]*)'), destination ->> 'function', '')";

    private const string Claim = $"""
        WITH oldest AS (
            SELECT id, next_attempt_at, {Target} AS target
            FROM deliveries
            WHERE state = 'pending' AND next_attempt_at <= now() AND {Target} <> ALL($4)
            ORDER BY next_attempt_at
            LIMIT 1000),
        turns AS (
            SELECT id, next_attempt_at, row_number() OVER (PARTITION BY target ORDER BY next_attempt_at) AS turn
            FROM oldest),
        due AS (SELECT id FROM turns WHERE turn <= $3 ORDER BY next_attempt_at LIMIT $1)
        UPDATE deliveries AS d
        SET attempts = d.attempts + 1, lease_epoch = d.lease_epoch + 1, next_attempt_at = now() + $2
        FROM (
            SELECT id FROM deliveries
            WHERE id IN (SELECT id FROM due) AND state = 'pending' AND next_attempt_at <= now()
            ORDER BY id
            FOR UPDATE SKIP LOCKED) AS free
        WHERE d.id = free.id
        RETURNING d.id, d.tenant, d.invocation_id, d.destination::text, d.attempts, d.lease_epoch, d.ended::text
        """;

    private const string End = """
        UPDATE deliveries
        SET state = $3, next_attempt_at = now() + $4, status_code = $5, error = $6,
            ended_at = CASE WHEN $3 = 'pending' THEN NULL ELSE now() END
        WHERE id = $1 AND state = 'pending' AND lease_epoch = $2
        """;

    /// <summary>
    /// What a statement that ends invocations <c>i</c> returns of them for <see cref="InsertFor"/>, beside id, tenant,
    /// function_id, version_id, state and dead_reason. It may be overwritten before it is told.
    /// </summary>
    public const string Told = """
        i.function_name AS told_function, i.version AS told_version, i.attempt AS told_attempt,
        i.headers AS told_headers, i.created_at AS told_created_at, i.finished_at AS told_finished_at,
        i.trace_id AS told_trace_id, i.error_kind AS told_error_kind, i.error_type AS told_error_type,
        i.error_message AS told_error_message
        """;

    // As EndedInvocation.
    private const string Ended = $"""
        jsonb_build_object(
            'function', e.told_function, 'function_id', e.function_id, 'version', e.told_version, 'status', e.state,
            'attempt', e.told_attempt, 'created_at', e.told_created_at, 'finished_at', e.told_finished_at,
            'trace_id', e.told_trace_id, 'dead_reason', e.dead_reason, 'error_kind', e.told_error_kind,
            'error_type', e.told_error_type, 'error_message', e.told_error_message,
            'chain', e.told_headers ->> '{DeliveryEvents.ChainHeader}')
        """;

    /// <summary>
    /// A part of a statement: for whatever has ended in the table expression <paramref name="ended"/> and whose version
    /// names a destination for such an end.
    /// </summary>
    public static string InsertFor(string ended) => $"""
        INSERT INTO deliveries (
            id, tenant, invocation_id, destination, ended, state, attempts, lease_epoch, next_attempt_at, created_at)
        SELECT {NewId}, e.tenant, e.id, CASE e.state WHEN 'dead' THEN v.on_failure ELSE v.on_success END,
            {Ended}, 'pending', 0, 0, now(), now()
        FROM {ended} AS e JOIN function_versions AS v ON v.id = e.version_id
        WHERE e.state = 'dead' AND v.on_failure IS NOT NULL OR e.state = 'succeeded' AND v.on_success IS NOT NULL
        """;

    /// <param name="lease">How long an attempt may take; then another scheduler may try.</param>
    /// <param name="turn">The most for one destination.</param>
    /// <param name="busy">Destinations that get no more now.</param>
    public async Task<IReadOnlyList<ClaimedDelivery>> ClaimAsync(
        int count, TimeSpan lease, int turn, IEnumerable<string> busy, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(Claim);
        command.Parameters.Add(PostgresParameter.Of(count));
        command.Parameters.Add(PostgresParameter.Of(lease));
        command.Parameters.Add(PostgresParameter.Of(turn));
        command.Parameters.Add(PostgresParameter.Of(busy.ToArray()));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);

        var claimed = new List<ClaimedDelivery>();
        while (await reader.ReadAsync(cancellationToken))
        {
            claimed.Add(new(
                reader.GetGuid(0),
                reader.GetString(1),
                reader.GetGuid(2),
                DestinationText.Parse(reader.GetString(3))!,
                reader.GetInt32(4),
                reader.GetInt64(5))
            {
                Ended = reader.IsDBNull(6) ? null : EndedInvocation.Parse(reader.GetString(6)),
            });
        }

        return claimed;
    }

    /// <summary>False when somebody else has claimed it meanwhile.</summary>
    public async Task<bool> EndAsync(ClaimedDelivery delivery, DeliveryEnd end, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(End);
        command.Parameters.Add(PostgresParameter.Of(delivery.Id));
        command.Parameters.Add(PostgresParameter.Of(delivery.LeaseEpoch));
        command.Parameters.Add(PostgresParameter.Of(EnumText<DeliveryState>.Of(end.State)));
        command.Parameters.Add(PostgresParameter.Of(end.Delay));
        command.Parameters.Add(PostgresParameter.Of(end.StatusCode));
        command.Parameters.Add(PostgresParameter.Of(end.Error));
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }
}
