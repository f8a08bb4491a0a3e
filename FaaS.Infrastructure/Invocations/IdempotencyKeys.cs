using FaaS.Infrastructure.Postgres;
using Npgsql;

namespace FaaS.Infrastructure.Invocations;

internal sealed class IdempotencyKeys(NpgsqlDataSource dataSource)
{
    private const string Find = """
        SELECT invocation_id, request_digest FROM idempotency_keys
        WHERE tenant = $1 AND function_id = $2 AND key = $3 AND expires_at > now()
        """;

    /// <summary>Null when the key is free.</summary>
    public async Task<TakenKey?> FindAsync(
        string tenant, Guid functionId, string key, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(Find);
        command.Parameters.Add(PostgresParameter.Of(tenant));
        command.Parameters.Add(PostgresParameter.Of(functionId));
        command.Parameters.Add(PostgresParameter.Of(key));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new(reader.GetGuid(0), reader.GetFieldValue<byte[]>(1))
            : null;
    }
}
