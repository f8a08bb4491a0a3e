using System.Buffers.Binary;
using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Postgres;
using FaaS.Infrastructure.Postgres.Invocations;
using Microsoft.EntityFrameworkCore;

namespace FaaS.Api.Invocations.Reading;

/// <summary>
/// Lists invocations, the newest first, with an effort that does not grow with their number: along an index where one
/// answers the question, else over so many rows of the best one, with a cursor to where that ended. Such a page may
/// have fewer items than were asked for, or none, and still have a next one.
/// </summary>
internal sealed class InvocationPages(IDbContextFactory<FaasDbContext> contexts)
{
    /// <summary>The most rows that are looked at for one page.</summary>
    public const int MaxExamined = 5000;

    // An id is made a moment before its row says when it was accepted.
    private static readonly TimeSpan IdLead = TimeSpan.FromSeconds(1);

    /// <param name="before">The id that the last page ended with.</param>
    public async Task<InvocationPage> ReadAsync(
        string tenant, InvocationFilter filter, Guid? before, int limit, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (filter.FunctionId is { } functionId)
        {
            // The index has names. What was deleted has none any more.
            var name = await context.Functions
                .Where(function => function.Id == functionId && function.Tenant == tenant)
                .Select(function => function.Name)
                .SingleOrDefaultAsync(cancellationToken);
            filter = filter with { FunctionName = name };
        }

        var all = context.Invocations.AsNoTracking().Where(row => row.Tenant == tenant);
        var along = Along(Between(all, filter, before), filter, out var isExact)
            .OrderByDescending(row => row.Id);
        var wanted = isExact ? along : Only(along.Take(MaxExamined), filter).OrderByDescending(row => row.Id);
        var rows = await InvocationReader.Select(wanted.Take(limit + 1), withResult: false)
            .ToListAsync(cancellationToken);
        if (rows.Count > limit)
        {
            return new(rows[..limit], rows[limit - 1].Id);
        }

        return new(rows, isExact ? null : await EndOfExaminedAsync(along, cancellationToken));
    }

    /// <summary>By one of the indexes, all of which end in the id.</summary>
    /// <param name="isExact">Nothing is left to be filtered.</param>
    private static IQueryable<InvocationRow> Along(
        IQueryable<InvocationRow> rows, InvocationFilter filter, out bool isExact)
    {
        isExact = filter is { FunctionId: null, Mode: null } && (filter.FunctionName is null || filter.Status is null);

        // Nearly all succeed, so that any other state says more than the function does.
        var (name, status) = (filter.FunctionName, filter.Status);
        if (status is not null && (name is null || status != InvocationState.Succeeded))
        {
            return rows.Where(row => row.State == status);
        }

        return name is null ? rows : rows.Where(row => row.FunctionName == name);
    }

    private static IQueryable<InvocationRow> Only(IQueryable<InvocationRow> rows, InvocationFilter filter)
    {
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

        return rows;
    }

    // Ids sort by time: as ranges of them, times select partitions and parts of an index.
    private static IQueryable<InvocationRow> Between(
        IQueryable<InvocationRow> rows, InvocationFilter filter, Guid? before)
    {
        if (filter.Since is { } since)
        {
            var first = FirstIdOf(since - IdLead);
            rows = rows.Where(row => row.Id >= first && row.CreatedAt >= since);
        }

        if (filter.Until is { } until)
        {
            var beyond = FirstIdOf(until.AddMilliseconds(1));
            rows = rows.Where(row => row.Id < beyond && row.CreatedAt < until);
        }

        if (before is { } last)
        {
            rows = rows.Where(row => row.Id < last);
        }

        return rows;
    }

    private static Task<Guid?> EndOfExaminedAsync(
        IQueryable<InvocationRow> along, CancellationToken cancellationToken)
        => along.Skip(MaxExamined - 1).Select(row => (Guid?)row.Id).FirstOrDefaultAsync(cancellationToken);

    private static Guid FirstIdOf(DateTimeOffset time)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, Math.Max(0, time.ToUnixTimeMilliseconds()) << 16);
        return new Guid(bytes, bigEndian: true);
    }
}
