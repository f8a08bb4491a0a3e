using System.Text.Json;
using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Postgres;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace FaaS.Infrastructure.Invocations;

internal sealed class InvocationClaims(
    [FromKeyedServices(PostgresSources.PlannedOnce)] NpgsqlDataSource dataSource)
{
    // A dispatcher that is not seen as alive gets nothing: its claims would be taken away in the next sweep. The ids
    // are named twice, because only as parameters do they let both sides be found by their keys; their bounds keep the
    // partitions of other days out of the one plan.
    private const string Claim = """
        UPDATE invocations AS i
        SET state = 'running',
            attempt = i.attempt + 1,
            lease_epoch = i.lease_epoch + 1,
            lease_owner = $2,
            lease_expires_at = now() + i.timeout_ms * interval '1 millisecond' + $3,
            started_at = now()
        FROM (
            SELECT id FROM invocations
            WHERE id = ANY($1) AND id BETWEEN $5 AND $6 AND state = 'queued' AND cancel_requested_at IS NULL
                AND (expires_at IS NULL OR expires_at > now())
                AND EXISTS (SELECT FROM dispatchers WHERE id = $2 AND last_seen_at > now() - $4)
            ORDER BY id
            FOR UPDATE SKIP LOCKED) AS free
        WHERE i.id = free.id AND i.id = ANY($1) AND i.id BETWEEN $5 AND $6
        RETURNING i.id, i.function_id, i.version_id, i.priority, i.payload, i.content_type, i.headers, i.attempt,
            i.max_attempts, i.lease_epoch, i.timeout_ms, i.trace_id,
            greatest(0, extract(epoch FROM now() - i.not_before))::float8,
            i.platform_faults, i.worker_losses, i.started_at, i.schedule_id
        """;

    /// <summary>Those of <paramref name="ids"/> that were still free.</summary>
    public async Task<IReadOnlyList<ClaimedInvocation>> ClaimAsync(
        string owner, IEnumerable<Guid> ids, CancellationToken cancellationToken)
    {
        var keys = ids.ToArray();
        await using var command = dataSource.CreateCommand(Claim);
        command.Parameters.Add(PostgresParameter.Of(keys));
        command.Parameters.Add(PostgresParameter.Of(owner));
        command.Parameters.Add(PostgresParameter.Of(LeaseTimes.Grace));
        command.Parameters.Add(PostgresParameter.Of(LeaseTimes.OwnerClaimsWithin));
        command.Parameters.Add(PostgresParameter.Of(keys.Min()));
        command.Parameters.Add(PostgresParameter.Of(keys.Max()));
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
        Payload = reader.IsDBNull(4) ? [] : reader.GetFieldValue<byte[]>(4),
        ContentType = reader.IsDBNull(5) ? null : reader.GetString(5),
        Headers = JsonSerializer.Deserialize<Dictionary<string, string>>(reader.GetString(6)) ?? [],
        Attempt = reader.GetInt32(7),
        MaxAttempts = reader.GetInt32(8),
        LeaseEpoch = reader.GetInt64(9),
        Timeout = TimeSpan.FromMilliseconds(reader.GetInt32(10)),
        TraceId = reader.IsDBNull(11) ? null : reader.GetString(11),
        Waited = TimeSpan.FromSeconds(reader.GetDouble(12)),
        PlatformFaults = reader.GetInt32(13),
        WorkerLosses = reader.GetInt32(14),
        StartedAt = reader.GetFieldValue<DateTimeOffset>(15),
        ScheduleId = reader.IsDBNull(16) ? null : reader.GetGuid(16),
    };
}
