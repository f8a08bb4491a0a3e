using FaaS.Infrastructure.Postgres;
using FaaS.Infrastructure.Postgres.Invocations;
using Microsoft.EntityFrameworkCore;

namespace FaaS.Api.Invocations.Reading;

/// <summary>Reads invocations from Postgres, and before they get there from this replica's journal.</summary>
internal sealed class InvocationReader(IDbContextFactory<FaasDbContext> contexts, InvocationJournal journal)
{
    public async Task<InvocationRow?> FindAsync(string tenant, Guid id, CancellationToken cancellationToken)
    {
        // The journal knows of what runs here, the rows of asynchronous ones are newer in Postgres; and what has been
        // written between the two looks is found by the second.
        if (journal.TryFind(id, out var entry) && entry.Row.Tenant == tenant)
        {
            return entry.Row;
        }

        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await Select(
                context.Invocations.AsNoTracking().Where(row => row.Id == id && row.Tenant == tenant),
                withResult: true)
            .SingleOrDefaultAsync(cancellationToken);
    }

    /// <param name="before">The id that the last page ended with.</param>
    public async Task<List<InvocationRow>> ListAsync(
        string tenant, InvocationFilter filter, Guid? before, int limit, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = context.Invocations.AsNoTracking().Where(row => row.Tenant == tenant);
        if (filter.FunctionId is { } functionId)
        {
            rows = rows.Where(row => row.FunctionId == functionId);
        }

        if (filter.FunctionName is { } name)
        {
            rows = rows.Where(row => row.FunctionName == name);
        }

        if (filter.Status is { } status)
        {
            rows = rows.Where(row => row.State == status);
        }

        if (filter.Mode is { } mode)
        {
            rows = rows.Where(row => row.Mode == mode);
        }

        if (filter.Since is { } since)
        {
            rows = rows.Where(row => row.CreatedAt >= since);
        }

        if (filter.Until is { } until)
        {
            rows = rows.Where(row => row.CreatedAt < until);
        }

        if (before is { } last)
        {
            rows = rows.Where(row => row.Id < last);
        }

        // Ids sort by creation time.
        return await Select(rows.OrderByDescending(row => row.Id).Take(limit), withResult: false)
            .ToListAsync(cancellationToken);
    }

    /// <summary>What has been written of its log, wherever it is. Null: nothing has.</summary>
    public async Task<byte[]?> ReadLogAsync(Guid id, CancellationToken cancellationToken)
    {
        if (journal.TryFind(id, out var entry))
        {
            return entry.Log;
        }

        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.InvocationLogs.AsNoTracking()
            .Where(log => log.InvocationId == id)
            .Select(log => log.Content)
            .SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>Without the payload, which nobody is shown and which may be large.</summary>
    private static IQueryable<InvocationRow> Select(IQueryable<InvocationRow> rows, bool withResult)
        => rows.Select(row => new InvocationRow
        {
            Id = row.Id,
            Tenant = row.Tenant,
            FunctionId = row.FunctionId,
            FunctionName = row.FunctionName,
            VersionId = row.VersionId,
            Version = row.Version,
            Mode = row.Mode,
            State = row.State,
            Priority = row.Priority,
            Headers = row.Headers,
            Result = withResult ? row.Result : null,
            ResultContentType = row.ResultContentType,
            ErrorKind = row.ErrorKind,
            ErrorType = row.ErrorType,
            ErrorMessage = row.ErrorMessage,
            ErrorStack = row.ErrorStack,
            Attempt = row.Attempt,
            MaxAttempts = row.MaxAttempts,
            NotBefore = row.NotBefore,
            ExpiresAt = row.ExpiresAt,
            DeadReason = row.DeadReason,
            IdempotencyKey = row.IdempotencyKey,
            CreatedAt = row.CreatedAt,
            StartedAt = row.StartedAt,
            FinishedAt = row.FinishedAt,
            TimeoutMs = row.TimeoutMs,
            MemoryMb = row.MemoryMb,
            QueueMs = row.QueueMs,
            InitMs = row.InitMs,
            RunMs = row.RunMs,
            CpuMs = row.CpuMs,
            PeakMemoryBytes = row.PeakMemoryBytes,
            BytesIn = row.BytesIn,
            BytesOut = row.BytesOut,
            NetworkReceivedBytes = row.NetworkReceivedBytes,
            NetworkSentBytes = row.NetworkSentBytes,
            Cold = row.Cold,
            WorkerId = row.WorkerId,
            Sandbox = row.Sandbox,
            TraceId = row.TraceId,
            LogsSize = row.LogsSize,
            Progress = row.Progress,
            ProgressMessage = row.ProgressMessage,
        });
}
