using Npgsql;

namespace FaaS.Benchmarks.Scenarios;

/// <summary>
/// Records of invocations that never ran, over the six days before today, in the platform's own Postgres. They are
/// removed at the end: with their day, if that had no partition before.
/// </summary>
internal sealed class SeededRecords : IAsyncDisposable
{
    public const int Functions = 100;

    private const int Days = 6;
    private const int ChunkRows = 100_000;
    private const int TimeoutSeconds = 1800;

    private const string Name = "bench-records";

    private const string MissingDays = """
        SELECT day::date FROM generate_series($1::date - $2, $1::date - 1, interval '1 day') AS day
        WHERE to_regclass('invocations_' || to_char(day, 'YYYYMMDD')) IS NULL
        """;

    // The ids as Guid.CreateVersion7 makes them. One in fifty failed, one in five was asynchronous.
    private const string Insert = $"""
        INSERT INTO invocations (
            id, tenant, function_id, function_name, version_id, version, mode, state, priority, headers, attempt,
            max_attempts, lease_epoch, not_before, created_at, started_at, finished_at, timeout_ms, logs_size,
            result, result_content_type, trace_id, worker_id, sandbox, run_ms, queue_ms, init_ms, cpu_ms, memory_mb,
            bytes_in, bytes_out, cold)
        SELECT
            (left(first_invocation_id_of(at)::text, 14) || '7' || substr(hash, 1, 3) || '-8' || substr(hash, 4, 3)
                || '-' || substr(hash, 7, 12))::uuid,
            'default', md5((n % $4)::text)::uuid, '{Name}-' || n % $4, md5((n % $4)::text)::uuid, '1.0.0',
            CASE WHEN n % 5 = 1 THEN 'async' ELSE 'sync' END,
            CASE WHEN n % 50 < 49 THEN 'succeeded' ELSE 'failed' END,
            'normal', '{"{}"}', 1, 3, 1, at, at, at, at + interval '5 ms', 30000, 0,
            convert_to('{"{\"message\":\"hello \"}"}', 'UTF8'), 'application/json', hash, 'bench', 'bench',
            4.2, 0.1, 0, 1.5, 128, 12, 20, false
        FROM (
            SELECT n, md5(n::text) AS hash, $1::date::timestamp AT TIME ZONE 'UTC' - n * $5 AS at
            FROM generate_series($2::bigint, $3::bigint) AS n) AS made
        """;

    private readonly NpgsqlConnection _connection;
    private readonly List<DateOnly> _ownDays = [];

    private SeededRecords(NpgsqlConnection connection) => _connection = connection;

    public static async Task<SeededRecords> CreateAsync(
        string postgres, long rows, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(postgres) { CommandTimeout = TimeoutSeconds }.ConnectionString);
        var records = new SeededRecords(connection);
        try
        {
            await connection.OpenAsync(cancellationToken);
            await records.FillAsync(rows, cancellationToken);
            return records;
        }
        catch
        {
            await records.DisposeAsync();
            throw;
        }
    }

    public static string FunctionOf(int number) => $"{Name}-{number % Functions}";

    /// <summary>Some that are spread over all of them.</summary>
    public async Task<IReadOnlyList<Guid>> SampleAsync(int count, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
            SELECT id FROM invocations TABLESAMPLE SYSTEM (1)
            WHERE function_name LIKE '{Name}-%' ORDER BY md5(id::text) LIMIT $1
            """,
            _connection)
        { Parameters = { new() { Value = count } } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var ids = new List<Guid>();
        while (await reader.ReadAsync(cancellationToken))
        {
            ids.Add(reader.GetGuid(0));
        }

        return ids;
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection.State == System.Data.ConnectionState.Open)
        {
            foreach (var day in _ownDays)
            {
                string[] tables = ["invocations", "invocation_logs", "invocation_attempts", "invocation_checkpoints"];
                var names = string.Join(", ", tables.Select(table => $"{table}_{day:yyyyMMdd}"));
                await ExecuteAsync($"DROP TABLE IF EXISTS {names}", CancellationToken.None);
            }

            await ExecuteAsync(
                $"DELETE FROM invocations WHERE function_name LIKE '{Name}-%'", CancellationToken.None);
        }

        await _connection.DisposeAsync();
    }

    private async Task FillAsync(long rows, CancellationToken cancellationToken)
    {
        await ExecuteAsync("SET synchronous_commit = off", cancellationToken);
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        await using (var missing = new NpgsqlCommand(MissingDays, _connection))
        {
            missing.Parameters.Add(new() { Value = today });
            missing.Parameters.Add(new() { Value = Days });
            await using var reader = await missing.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                _ownDays.Add(reader.GetFieldValue<DateOnly>(0));
            }
        }

        foreach (var day in _ownDays)
        {
            await ExecuteAsync($"SELECT ensure_invocation_partitions('{day:yyyy-MM-dd}')", cancellationToken);
        }

        var step = TimeSpan.FromDays(Days) / (rows + 1);
        for (var first = 1L; first <= rows; first += ChunkRows)
        {
            await using var insert = new NpgsqlCommand(Insert, _connection);
            insert.Parameters.Add(new() { Value = today });
            insert.Parameters.Add(new() { Value = first });
            insert.Parameters.Add(new() { Value = Math.Min(rows, first + ChunkRows - 1) });
            insert.Parameters.Add(new() { Value = Functions });
            insert.Parameters.Add(new() { Value = step });
            await insert.ExecuteNonQueryAsync(cancellationToken);
        }

        await ExecuteAsync("ANALYZE invocations", cancellationToken);
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, _connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
