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
    public static IQueryable<InvocationRow> Select(IQueryable<InvocationRow> rows, bool withResult)
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
            PlatformFaults = row.PlatformFaults,
            WorkerLosses = row.WorkerLosses,
            Redrives = row.Redrives,
            LeaseEpoch = row.LeaseEpoch,
            LeaseOwner = row.LeaseOwner,
            NotBefore = row.NotBefore,
            ExpiresAt = row.ExpiresAt,
            DeadReason = row.DeadReason,
            IdempotencyKey = row.IdempotencyKey,
            ScheduleId = row.ScheduleId,
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
