using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Postgres;
using Npgsql;

namespace FaaS.Infrastructure.Invocations;

/// <summary>Finds what was claimed although no answer came, so that it need not wait for its lease to expire.</summary>
internal sealed class UnansweredClaims(NpgsqlDataSource dataSource)
{
    // Locked first and looked at then: a claim that is still under way is waited for.
    private const string Find = """
        WITH sent AS MATERIALIZED (
            SELECT id, function_id, version_id, priority, attempt, max_attempts, lease_epoch, timeout_ms,
                platform_faults, worker_losses, started_at, state, lease_owner
            FROM invocations
            WHERE id = ANY($1)
            ORDER BY id
            FOR UPDATE)
        SELECT * FROM sent WHERE state = 'running' AND lease_owner = $2
        """;

    /// <summary>Enough of them to settle them. None of <paramref name="ids"/> may run here.</summary>
    public async Task<IReadOnlyList<ClaimedInvocation>> FindAsync(
        string owner, IEnumerable<Guid> ids, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(Find);
        command.Parameters.Add(PostgresParameter.Of(ids.ToArray()));
        command.Parameters.Add(PostgresParameter.Of(owner));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);

        var claimed = new List<ClaimedInvocation>();
        while (await reader.ReadAsync(cancellationToken))
        {
            claimed.Add(Read(reader));
        }

        return claimed;
    }

    private static ClaimedInvocation Read(NpgsqlDataReader reader) => new()
    {
        Id = reader.GetGuid(0),
        FunctionId = reader.GetGuid(1),
        VersionId = reader.GetGuid(2),
        Priority = EnumText<InvocationPriority>.Parse(reader.GetString(3)),
        Payload = [],
        ContentType = null,
        Headers = new Dictionary<string, string>(),
        Attempt = reader.GetInt32(4),
        MaxAttempts = reader.GetInt32(5),
        LeaseEpoch = reader.GetInt64(6),
        Timeout = TimeSpan.FromMilliseconds(reader.GetInt32(7)),
        PlatformFaults = reader.GetInt32(8),
        WorkerLosses = reader.GetInt32(9),
        StartedAt = reader.GetFieldValue<DateTimeOffset>(10),
        TraceId = null,
        Waited = TimeSpan.Zero,
    };
}
