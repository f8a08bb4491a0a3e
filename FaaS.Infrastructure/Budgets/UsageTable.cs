using FaaS.Infrastructure.Postgres;
using FaaS.Infrastructure.Postgres.Invocations;
using FaaS.Infrastructure.Workers;
using Npgsql;

namespace FaaS.Infrastructure.Budgets;

/// <summary>What tenants have used, by the hour; only added to, in the transaction that records the attempts.</summary>
internal sealed class UsageTable(NpgsqlDataSource dataSource, DispatcherIdentity identity)
{
    public const string Columns = """
        hour, tenant, dispatcher, invocations, cpu_ms, gib_ms,
            bytes_in, bytes_out, network_received_bytes, network_sent_bytes, logs_size
        """;

    /// <summary>Ends an insert into <c>usage AS u</c>.</summary>
    public const string OrAdd = """
        ON CONFLICT (hour, tenant, dispatcher) DO UPDATE SET
            invocations = u.invocations + excluded.invocations,
            cpu_ms = u.cpu_ms + excluded.cpu_ms,
            gib_ms = u.gib_ms + excluded.gib_ms,
            bytes_in = u.bytes_in + excluded.bytes_in,
            bytes_out = u.bytes_out + excluded.bytes_out,
            network_received_bytes = u.network_received_bytes + excluded.network_received_bytes,
            network_sent_bytes = u.network_sent_bytes + excluded.network_sent_bytes,
            logs_size = u.logs_size + excluded.logs_size
        """;

    private const string Add = $"""
        INSERT INTO usage AS u ({Columns})
        SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        {OrAdd}
        """;

    private const string OfOthers = """
        SELECT tenant, sum(invocations)::int8, sum(cpu_ms), sum(gib_ms),
            sum(bytes_out)::int8 + sum(network_sent_bytes)::int8
        FROM usage
        WHERE hour = $1 AND dispatcher <> $2
        GROUP BY tenant
        """;

    private const string OfAll = """
        SELECT hour, tenant, sum(invocations)::int8, sum(cpu_ms), sum(gib_ms),
            sum(bytes_in)::int8, sum(bytes_out)::int8,
            sum(network_received_bytes)::int8, sum(network_sent_bytes)::int8, sum(logs_size)::int8
        FROM usage
        WHERE hour >= $1 AND ($2 IS NULL OR tenant = $2)
        GROUP BY hour, tenant
        ORDER BY hour DESC, tenant
        LIMIT $3
        """;

    /// <summary>As part of the transaction that inserts <paramref name="rows"/>.</summary>
    public async Task AddAsync(
        NpgsqlConnection connection, IEnumerable<InvocationRow> rows, CancellationToken cancellationToken)
    {
        // What has reached no sandbox has used nothing.
        var sums = rows
            .Where(row => row is { Sandbox.Length: > 0, FinishedAt: not null })
            .GroupBy(row => (Hour: HourOf(row.FinishedAt!.Value), row.Tenant), TenantUsage.Of)
            .Select(group => group.Aggregate((one, other) => one + other) with
            {
                Hour = group.Key.Hour,
                Tenant = group.Key.Tenant,
            })
            .ToArray();
        if (sums.Length == 0)
        {
            return;
        }

        await using var command = new NpgsqlCommand(Add, connection);
        command.Parameters.Add(Column(sums, sum => sum.Hour));
        command.Parameters.Add(Column(sums, sum => sum.Tenant));
        command.Parameters.Add(Column(sums, _ => identity.Id));
        command.Parameters.Add(Column(sums, sum => sum.Invocations));
        command.Parameters.Add(Column(sums, sum => sum.CpuMs));
        command.Parameters.Add(Column(sums, sum => sum.GibMs));
        command.Parameters.Add(Column(sums, sum => sum.BytesIn));
        command.Parameters.Add(Column(sums, sum => sum.BytesOut));
        command.Parameters.Add(Column(sums, sum => sum.NetworkReceivedBytes));
        command.Parameters.Add(Column(sums, sum => sum.NetworkSentBytes));
        command.Parameters.Add(Column(sums, sum => sum.LogsSize));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>What the other dispatchers have written down in one hour.</summary>
    public async Task<Dictionary<string, HourUse>> ReadOthersAsync(
        BudgetHour hour, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(OfOthers);
        command.Parameters.Add(PostgresParameter.Of(hour.Begin));
        command.Parameters.Add(PostgresParameter.Of(identity.Id));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var others = new Dictionary<string, HourUse>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
        {
            others[reader.GetString(0)] = new(
                reader.GetInt64(1),
                reader.GetDouble(2) / 1000,
                reader.GetDouble(3) / 1000,
                reader.GetInt64(4));
        }

        return others;
    }

    /// <param name="tenant">Null for all.</param>
    public async Task<IReadOnlyList<TenantUsage>> ReadAsync(
        BudgetHour since, string? tenant, int limit, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(OfAll);
        command.Parameters.Add(PostgresParameter.Of(since.Begin));
        command.Parameters.Add(PostgresParameter.Of(tenant));
        command.Parameters.Add(PostgresParameter.Of(limit));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var hours = new List<TenantUsage>();
        while (await reader.ReadAsync(cancellationToken))
        {
            hours.Add(new()
            {
                Hour = reader.GetFieldValue<DateTimeOffset>(0),
                Tenant = reader.GetString(1),
                Invocations = reader.GetInt64(2),
                CpuMs = reader.GetDouble(3),
                GibMs = reader.GetDouble(4),
                BytesIn = reader.GetInt64(5),
                BytesOut = reader.GetInt64(6),
                NetworkReceivedBytes = reader.GetInt64(7),
                NetworkSentBytes = reader.GetInt64(8),
                LogsSize = reader.GetInt64(9),
            });
        }

        return hours;
    }

    private static DateTimeOffset HourOf(DateTimeOffset time) => BudgetHour.Of(time).Begin;

    private static NpgsqlParameter<T[]> Column<T>(TenantUsage[] sums, Func<TenantUsage, T> value)
        => PostgresParameter.Of(sums.Select(value).ToArray());
}
