using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Invocations.DeadLetters;
using FaaS.Infrastructure.Postgres;
using FaaS.Infrastructure.Postgres.Invocations;
using Microsoft.EntityFrameworkCore;

namespace FaaS.Api.DeadLetters;

internal sealed class DeadLetterReader(IDbContextFactory<FaasDbContext> contexts)
{
    /// <summary>The most rows that are looked at for one page.</summary>
    public const int MaxExamined = 1000;

    /// <summary>With its payload.</summary>
    public async Task<InvocationRow?> FindAsync(string tenant, Guid id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Invocations.AsNoTracking()
            .Where(row => row.Id == id && row.Tenant == tenant && row.State == InvocationState.Dead)
            .SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>
    /// Those that died last come first, without payloads and stack traces. Where no index answers the question, so many
    /// rows of the best one are looked at: such a page may have fewer rows than were asked for, and go on.
    /// </summary>
    public async Task<DeadLetterPage> ListAsync(
        DeadLetterFilter filter, DeadLetterPlace? before, int limit, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (filter.FunctionId is { } functionId)
        {
            // The index has names. What was deleted has none any more.
            var name = await context.Functions
                .Where(function => function.Id == functionId && function.Tenant == filter.Tenant)
                .Select(function => function.Name)
                .SingleOrDefaultAsync(cancellationToken);
            filter = filter with { FunctionName = name };
        }

        var along = Along(context.Invocations.AsNoTracking(), filter, before);
        var isExact = filter.FunctionId is null && (filter.FunctionName is null || filter.Reason is null);
        var wanted = isExact ? along : Only(NewestFirst(along).Take(MaxExamined), filter);
        var rows = await Select(NewestFirst(wanted).Take(limit + 1)).ToListAsync(cancellationToken);
        return rows.Count > limit
            ? new(rows[..limit], DeadLetterPlace.Of(rows[limit - 1]))
            : new(rows, isExact ? null : await EndOfExaminedAsync(along, cancellationToken));
    }

    /// <summary>By one of the indexes, all of which end in the time of death.</summary>
    private static IQueryable<InvocationRow> Along(
        IQueryable<InvocationRow> rows, DeadLetterFilter filter, DeadLetterPlace? before)
    {
        rows = rows.Where(row => row.Tenant == filter.Tenant && row.State == InvocationState.Dead);
        if (filter.FunctionName is { } name)
        {
            rows = rows.Where(row => row.FunctionName == name);
        }
        else if (filter.Reason is { } reason)
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

        return before is (var diedAt, var id)
            ? rows.Where(row => row.FinishedAt <= diedAt && (row.FinishedAt < diedAt || row.Id < id))
            : rows;
    }

    private static IQueryable<InvocationRow> Only(IQueryable<InvocationRow> rows, DeadLetterFilter filter)
    {
        if (filter.FunctionId is { } functionId)
        {
            rows = rows.Where(row => row.FunctionId == functionId);
        }

        return filter.Reason is { } reason ? rows.Where(row => row.DeadReason == reason) : rows;
    }

    private static IOrderedQueryable<InvocationRow> NewestFirst(IQueryable<InvocationRow> rows)
        => rows.OrderByDescending(row => row.FinishedAt).ThenByDescending(row => row.Id);

    private static async Task<DeadLetterPlace?> EndOfExaminedAsync(
        IQueryable<InvocationRow> along, CancellationToken cancellationToken)
    {
        var ends = await NewestFirst(along)
            .Skip(MaxExamined - 1)
            .Take(1)
            .Select(row => new { row.FinishedAt, row.Id })
            .ToListAsync(cancellationToken);
        return ends is [{ FinishedAt: { } diedAt, Id: var id }] ? new(diedAt, id) : null;
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
