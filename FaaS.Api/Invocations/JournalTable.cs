using System.Text.Json;
using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Budgets;
using FaaS.Infrastructure.Postgres;
using FaaS.Infrastructure.Postgres.Invocations;
using Npgsql;
using NpgsqlTypes;

namespace FaaS.Api.Invocations;

/// <summary>Writes many finished invocations at once.</summary>
internal sealed class JournalTable(NpgsqlDataSource dataSource, UsageTable usage)
{
    private const string CopyRows = """
        COPY invocations (
            id, tenant, function_id, function_name, version_id, version, mode, state, priority,
            content_type, headers, result, result_content_type, error_kind, error_type, error_message, error_stack,
            attempt, max_attempts, lease_epoch, not_before, created_at, started_at, finished_at, timeout_ms,
            queue_ms, init_ms, run_ms, cpu_ms, peak_memory_bytes, cold, worker_id, sandbox, trace_id, logs_size,
            memory_mb, bytes_in, bytes_out, network_received_bytes, network_sent_bytes, progress, progress_message)
        FROM STDIN (FORMAT BINARY)
        """;

    private const string CopyLogs = "COPY invocation_logs (invocation_id, content) FROM STDIN (FORMAT BINARY)";

    /// <summary>All or none, in one commit.</summary>
    public async Task InsertAsync(IReadOnlyCollection<JournalEntry> entries, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await CopyRowsAsync(connection, entries, cancellationToken);
        await CopyLogsAsync(connection, [.. entries.Where(entry => entry.Log.Length > 0)], cancellationToken);
        await usage.AddAsync(connection, entries.Select(entry => entry.Row), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Those that an earlier write has left there although it seemed to fail.</summary>
    public async Task<HashSet<Guid>> FindAsync(
        IReadOnlyCollection<JournalEntry> entries, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("SELECT id FROM invocations WHERE id = ANY($1)");
        command.Parameters.Add(PostgresParameter.Of(entries.Select(entry => entry.Row.Id).ToArray()));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        HashSet<Guid> found = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add(reader.GetGuid(0));
        }

        return found;
    }

    private static async Task CopyRowsAsync(
        NpgsqlConnection connection, IReadOnlyCollection<JournalEntry> entries, CancellationToken cancellationToken)
    {
        await using var writer = await connection.BeginBinaryImportAsync(CopyRows, cancellationToken);
        foreach (var entry in entries)
        {
            await writer.StartRowAsync(cancellationToken);
            WriteRow(writer, entry.Row);
        }

        await writer.CompleteAsync(cancellationToken);
    }

    private static async Task CopyLogsAsync(
        NpgsqlConnection connection, IReadOnlyCollection<JournalEntry> entries, CancellationToken cancellationToken)
    {
        if (entries.Count == 0)
        {
            return;
        }

        await using var writer = await connection.BeginBinaryImportAsync(CopyLogs, cancellationToken);
        foreach (var entry in entries)
        {
            await writer.WriteRowAsync(cancellationToken, entry.Row.Id, entry.Log);
        }

        await writer.CompleteAsync(cancellationToken);
    }

    // Synchronous: it fills a buffer, which is sent in between only when it is full.
    private static void WriteRow(NpgsqlBinaryImporter writer, InvocationRow row)
    {
        writer.Write(row.Id, NpgsqlDbType.Uuid);
        writer.Write(row.Tenant, NpgsqlDbType.Varchar);
        writer.Write(row.FunctionId, NpgsqlDbType.Uuid);
        writer.Write(row.FunctionName, NpgsqlDbType.Varchar);
        writer.Write(row.VersionId, NpgsqlDbType.Uuid);
        writer.Write(row.Version, NpgsqlDbType.Varchar);
        writer.Write(EnumText<InvocationMode>.Of(row.Mode), NpgsqlDbType.Varchar);
        writer.Write(EnumText<InvocationState>.Of(row.State), NpgsqlDbType.Varchar);
        writer.Write(EnumText<InvocationPriority>.Of(row.Priority), NpgsqlDbType.Varchar);
        WriteText(writer, row.ContentType);
        writer.Write(JsonSerializer.Serialize(row.Headers), NpgsqlDbType.Jsonb);
        WriteBytes(writer, row.Result);
        WriteText(writer, row.ResultContentType);
        WriteText(writer, row.ErrorKind is { } kind ? EnumText<FailureKind>.Of(kind) : null);
        WriteText(writer, row.ErrorType);
        WriteText(writer, row.ErrorMessage);
        WriteText(writer, row.ErrorStack);
        writer.Write(row.Attempt, NpgsqlDbType.Integer);
        writer.Write(row.MaxAttempts, NpgsqlDbType.Integer);
        writer.Write(row.LeaseEpoch, NpgsqlDbType.Bigint);
        WriteRest(writer, row);
    }

    private static void WriteRest(NpgsqlBinaryImporter writer, InvocationRow row)
    {
        writer.Write(row.NotBefore, NpgsqlDbType.TimestampTz);
        writer.Write(row.CreatedAt, NpgsqlDbType.TimestampTz);
        WriteValue(writer, row.StartedAt, NpgsqlDbType.TimestampTz);
        WriteValue(writer, row.FinishedAt, NpgsqlDbType.TimestampTz);
        writer.Write(row.TimeoutMs, NpgsqlDbType.Integer);
        WriteValue(writer, row.QueueMs, NpgsqlDbType.Double);
        WriteValue(writer, row.InitMs, NpgsqlDbType.Double);
        WriteValue(writer, row.RunMs, NpgsqlDbType.Double);
        WriteValue(writer, row.CpuMs, NpgsqlDbType.Double);
        WriteValue(writer, row.PeakMemoryBytes, NpgsqlDbType.Bigint);
        WriteValue(writer, row.Cold, NpgsqlDbType.Boolean);
        WriteText(writer, row.WorkerId);
        WriteText(writer, row.Sandbox);
        WriteText(writer, row.TraceId);
        writer.Write(row.LogsSize, NpgsqlDbType.Bigint);
        WriteValue(writer, row.MemoryMb, NpgsqlDbType.Integer);
        WriteValue(writer, row.BytesIn, NpgsqlDbType.Bigint);
        WriteValue(writer, row.BytesOut, NpgsqlDbType.Bigint);
        WriteValue(writer, row.NetworkReceivedBytes, NpgsqlDbType.Bigint);
        WriteValue(writer, row.NetworkSentBytes, NpgsqlDbType.Bigint);
        WriteValue(writer, row.Progress, NpgsqlDbType.Double);
        WriteText(writer, row.ProgressMessage);
    }

    private static void WriteText(NpgsqlBinaryImporter writer, string? text)
    {
        if (text is null)
        {
            writer.WriteNull();
        }
        else
        {
            writer.Write(text, NpgsqlDbType.Text);
        }
    }

    private static void WriteBytes(NpgsqlBinaryImporter writer, byte[]? bytes)
    {
        if (bytes is null)
        {
            writer.WriteNull();
        }
        else
        {
            writer.Write(bytes, NpgsqlDbType.Bytea);
        }
    }

    private static void WriteValue<T>(NpgsqlBinaryImporter writer, T? value, NpgsqlDbType type)
        where T : struct
    {
        if (value is { } present)
        {
            writer.Write(present, type);
        }
        else
        {
            writer.WriteNull();
        }
    }
}
