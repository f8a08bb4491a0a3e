using FaaS.Benchmarks.Load;
using Npgsql;
using NpgsqlTypes;

namespace FaaS.Benchmarks.Baselines;

/// <summary>One connection that commits one row at a time: what accepting costs when every call commits.</summary>
internal sealed class InsertLoop : ICaller
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlCommand _insert;

    private InsertLoop(NpgsqlConnection connection, NpgsqlCommand insert)
        => (_connection, _insert) = (connection, insert);

    public static Task CreateTableAsync(string postgres, CancellationToken cancellationToken)
        => ExecuteAsync(
            postgres,
            """
            DROP SCHEMA IF EXISTS bench CASCADE;
            CREATE SCHEMA bench;
            CREATE TABLE bench.accepted (
                id uuid PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now(), payload bytea NOT NULL);
            """,
            cancellationToken);

    public static Task DropTableAsync(string postgres, CancellationToken cancellationToken)
        => ExecuteAsync(postgres, "DROP SCHEMA IF EXISTS bench CASCADE", cancellationToken);

    public static Dial Dial(string postgres) => async cancellationToken =>
    {
        var connection = new NpgsqlConnection(postgres);
        await connection.OpenAsync(cancellationToken);
        var insert = new NpgsqlCommand("INSERT INTO bench.accepted (id, payload) VALUES ($1, $2)", connection)
        {
            Parameters =
            {
                new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Uuid },
                new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Bytea, Value = Hello.Payload },
            },
        };
        insert.Parameters[0].Value = Guid.Empty;
        await insert.PrepareAsync(cancellationToken);
        return new InsertLoop(connection, insert);
    };

    public async ValueTask<string?> CallAsync(CancellationToken cancellationToken)
    {
        _insert.Parameters[0].Value = Guid.CreateVersion7();
        return await _insert.ExecuteNonQueryAsync(cancellationToken) == 1 ? null : "no row";
    }

    public async ValueTask DisposeAsync()
    {
        await _insert.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private static async Task ExecuteAsync(string postgres, string sql, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(postgres);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
