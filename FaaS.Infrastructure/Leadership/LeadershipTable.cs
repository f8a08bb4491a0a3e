using FaaS.Infrastructure.Postgres;
using Npgsql;

namespace FaaS.Infrastructure.Leadership;

/// <summary>The lease of the leading scheduler, by the clock of Postgres.</summary>
internal sealed class LeadershipTable(NpgsqlDataSource dataSource)
{
    public const string Duty = "scheduler";

    private const string State = $"""
        SELECT l.holder, d.url, l.epoch, l.acquired_at, l.expires_at, l.expires_at - clock_timestamp()
        FROM leadership AS l LEFT JOIN dispatchers AS d ON d.id = l.holder
        WHERE l.duty = '{Duty}'
        """;

    // The holder itself gets a new epoch too: it asks only when its own clock says that it has lost the lease.
    private const string Acquire = $"""
        INSERT INTO leadership AS l (duty, holder, epoch, acquired_at, expires_at)
        VALUES ('{Duty}', $1, 1, clock_timestamp(), clock_timestamp() + $2)
        ON CONFLICT (duty) DO UPDATE SET
            holder = excluded.holder, epoch = l.epoch + 1,
            acquired_at = clock_timestamp(), expires_at = clock_timestamp() + $2
        WHERE l.expires_at <= clock_timestamp() OR l.holder = excluded.holder
        RETURNING epoch
        """;

    // It must not name the epoch among what it sets: that would wait for the fenced statements of this very leader.
    private const string Renew = $"""
        UPDATE leadership SET expires_at = clock_timestamp() + $3
        WHERE duty = '{Duty}' AND holder = $1 AND epoch = $2 AND expires_at > clock_timestamp()
        """;

    private const string Resign = $"""
        UPDATE leadership SET expires_at = clock_timestamp()
        WHERE duty = '{Duty}' AND holder = $1 AND epoch = $2 AND expires_at > clock_timestamp()
        """;

    /// <summary>Null before the first leader.</summary>
    public async Task<LeadershipState?> ReadAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(State);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new(
                reader.GetString(0),
                reader.IsDBNull(1) ? null : reader.GetString(1),
                reader.GetInt64(2),
                reader.GetFieldValue<DateTimeOffset>(3),
                reader.GetFieldValue<DateTimeOffset>(4),
                reader.GetTimeSpan(5))
            : null;
    }

    /// <summary>The new epoch, or null while somebody else leads.</summary>
    public async Task<long?> AcquireAsync(string holder, TimeSpan lease, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(Acquire);
        command.Parameters.Add(PostgresParameter.Of(holder));
        command.Parameters.Add(PostgresParameter.Of(lease));
        try
        {
            return await command.ExecuteScalarAsync(cancellationToken) is long epoch ? epoch : null;
        }
        catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.UniqueViolation)
        {
            // Somebody else was faster in the first epoch of all, which two may try to insert at the same moment.
            return null;
        }
    }

    /// <summary>False when it is too late.</summary>
    public async Task<bool> RenewAsync(
        string holder, long epoch, TimeSpan lease, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(Renew);
        command.Parameters.Add(PostgresParameter.Of(holder));
        command.Parameters.Add(PostgresParameter.Of(epoch));
        command.Parameters.Add(PostgresParameter.Of(lease));
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    public async Task ResignAsync(string holder, long epoch, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(Resign);
        command.Parameters.Add(PostgresParameter.Of(holder));
        command.Parameters.Add(PostgresParameter.Of(epoch));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
