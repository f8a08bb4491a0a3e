using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Invocations.DeadLetters;
using FaaS.Infrastructure.Postgres;
using FaaS.Infrastructure.Postgres.Invocations;
using Microsoft.EntityFrameworkCore;

namespace FaaS.Api.DeadLetters;

internal sealed class DeadLetterReader(IDbContextFactory<FaasDbContext> contexts)
{
    /// <summary>With its payload.</summary>
    public async Task<InvocationRow?> FindAsync(string tenant, Guid id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Invocations.AsNoTracking()
            .Where(row => row.Id == id && row.Tenant == tenant && row.State == InvocationState.Dead)
            .SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>Those that died last come first, without payloads and stack traces.</summary>
    public async Task<List<InvocationRow>> ListAsync(
        DeadLetterFilter filter,
        (DateTimeOffset DiedAt, Guid Id)? before,
        int limit,
        CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = context.Invocations.AsNoTracking()
            .Where(row => row.Tenant == filter.Tenant && row.State == InvocationState.Dead);
        if (filter.FunctionId is { } functionId)
        {
            rows = rows.Where(row => row.FunctionId == functionId);
        }

        if (filter.FunctionName is { } name)
        {
            rows = rows.Where(row => row.FunctionName == name);
        }

        if (filter.Reason is { } reason)
        {
            rows = rows.Where(row => row.DeadReason == reason);
        }

        if (filter.Since?.ToUniversalTime() is { } since)
        {
            rows = rows.Where(row => row.FinishedAt >= since);
        }

        if (filter.Until?.ToUniversalTime() is { } until)
        {
            rows = rows.Where(row => row.FinishedAt < until);
        }

        if (before is (var diedAt, var id))
        {
            rows = rows.Where(row => row.FinishedAt < diedAt || (row.FinishedAt == diedAt && row.Id < id));
        }

        return await Select(rows.OrderByDescending(row => row.FinishedAt).ThenByDescending(row => row.Id).Take(limit))
            .ToListAsync(cancellationToken);
    }

    private static IQueryable<InvocationRow> Select(IQueryable<InvocationRow> rows)
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
            ContentType = row.ContentType,
            Headers = row.Headers,
            DeadReason = row.DeadReason,
            ErrorKind = row.ErrorKind,
            ErrorType = row.ErrorType,
            ErrorMessage = row.ErrorMessage,
            Attempt = row.Attempt,
            MaxAttempts = row.MaxAttempts,
            PlatformFaults = row.PlatformFaults,
            WorkerLosses = row.WorkerLosses,
            Redrives = row.Redrives,
            NotBefore = row.NotBefore,
            TimeoutMs = row.TimeoutMs,
            BytesIn = row.BytesIn,
            TraceId = row.TraceId,
            CreatedAt = row.CreatedAt,
            FinishedAt = row.FinishedAt,
        });
}
