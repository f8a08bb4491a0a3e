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
        RETURNING d.id, d.tenant, d.invocation_id, d.destination::text, d.attempts, d.lease_epoch
        """;

    private const string End = """
        UPDATE deliveries
        SET state = $3, next_attempt_at = now() + $4, status_code = $5, error = $6,
            ended_at = CASE WHEN $3 = 'pending' THEN NULL ELSE now() END
        WHERE id = $1 AND state = 'pending' AND lease_epoch = $2
        """;

    /// <summary>
    /// A part of a statement: for whatever has ended in the table expression <paramref name="ended"/> (with columns id,
    /// tenant, version_id and state) and whose version names a destination for such an end.
    /// </summary>
    public static string InsertFor(string ended) => $"""
        INSERT INTO deliveries (
            id, tenant, invocation_id, destination, state, attempts, lease_epoch, next_attempt_at, created_at)
        SELECT {NewId}, e.tenant, e.id, CASE e.state WHEN 'dead' THEN v.on_failure ELSE v.on_success END,
            'pending', 0, 0, now(), now()
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
                reader.GetInt64(5)));
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
