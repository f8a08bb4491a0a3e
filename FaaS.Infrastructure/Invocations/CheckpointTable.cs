using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Postgres;
using Npgsql;

namespace FaaS.Infrastructure.Invocations;

/// <summary>What running functions saved for the execution after theirs.</summary>
internal sealed class CheckpointTable(NpgsqlDataSource dataSource)
{
    // The lock keeps the lease from being taken away in between: what is saved here, the next execution finds.
    private const string Save = """
        WITH holder AS (
            SELECT id FROM invocations WHERE id = $1 AND lease_epoch = $2 AND state = 'running' FOR SHARE),
        saved AS (
            INSERT INTO invocation_checkpoints AS kept (
                invocation_id, name, content_type, content, compressed, size, lease_epoch, saved_at)
            SELECT id, $3, $4, $5, $6, $7, $2, now() FROM holder
            WHERE (
                SELECT count(*) FROM invocation_checkpoints WHERE invocation_id = $1 AND name <> $3) < $8
            ON CONFLICT (invocation_id, name) DO UPDATE SET
                content_type = excluded.content_type, content = excluded.content, compressed = excluded.compressed,
                size = excluded.size, lease_epoch = excluded.lease_epoch, saved_at = excluded.saved_at
            RETURNING name)
        SELECT EXISTS (SELECT FROM holder), EXISTS (SELECT FROM saved)
        """;

    private const string Find = """
        SELECT content_type, content, compressed, size FROM invocation_checkpoints
        WHERE invocation_id = $1 AND name = $2
        """;

    private const string Delete = "DELETE FROM invocation_checkpoints WHERE invocation_id = ANY($1)";

    /// <summary>Durable when it returns that it is saved.</summary>
    public async Task<CheckpointSave> SaveAsync(
        Guid invocationId, long leaseEpoch, Checkpoint checkpoint, CancellationToken cancellationToken)
    {
        var packed = PackedCheckpoint.Of(checkpoint.Content);
        await using var command = dataSource.CreateCommand(Save);
        command.Parameters.Add(PostgresParameter.Of(invocationId));
        command.Parameters.Add(PostgresParameter.Of(leaseEpoch));
        command.Parameters.Add(PostgresParameter.Of(checkpoint.Name.Value));
        command.Parameters.Add(PostgresParameter.Of(checkpoint.ContentType));
        command.Parameters.Add(PostgresParameter.Of(packed.Content));
        command.Parameters.Add(PostgresParameter.Of(packed.Compressed));
        command.Parameters.Add(PostgresParameter.Of(packed.Size));
        command.Parameters.Add(PostgresParameter.Of(CheckpointLimits.MaxNames));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetBoolean(0), reader.GetBoolean(1)) switch
        {
            (_, true) => CheckpointSave.Saved,
            (true, false) => CheckpointSave.TooMany,
            _ => CheckpointSave.LeaseLost,
        };
    }

    public async Task<Checkpoint?> FindAsync(
        Guid invocationId, CheckpointName name, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(Find);
        command.Parameters.Add(PostgresParameter.Of(invocationId));
        command.Parameters.Add(PostgresParameter.Of(name.Value));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new(
                name,
                reader.IsDBNull(0) ? null : reader.GetString(0),
                new PackedCheckpoint(reader.GetFieldValue<byte[]>(1), reader.GetBoolean(2), reader.GetInt32(3))
                    .Unpack())
            : null;
    }

    public async Task DeleteAsync(IEnumerable<Guid> invocationIds, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(Delete);
        command.Parameters.Add(PostgresParameter.Of(invocationIds.ToArray()));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
