using System.Buffers.Binary;
using System.Linq.Expressions;
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
internal sealed class InvocationPages(IDbContextFactory<FaasDbContext> contexts, TimeProvider timeProvider)
{
    /// <summary>The most rows that are looked at for one page.</summary>
    public const int MaxExamined = 1000;

    // One plan for whatever is asked for does not know that a page is short, and reads along the wrong index.
    private const string PlanForThese = "SET LOCAL plan_cache_mode = force_custom_plan";

    // An id is made a moment before its row says when it was accepted.
    private static readonly TimeSpan IdLead = TimeSpan.FromSeconds(1);

    // By clocks that disagree a little, ids may come from the future, but not from days that have only been prepared.
    private static readonly TimeSpan IdAhead = TimeSpan.FromHours(1);

    // Most pages are full of what lies in it. To plan a look at every day that is kept takes longer than to look.
    private static readonly TimeSpan FirstLook = TimeSpan.FromHours(12);

    /// <param name="before">The id that the last page ended with.</param>
    public async Task<InvocationPage> ReadAsync(
        string tenant, InvocationFilter filter, Guid? before, int limit, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await context.Database.ExecuteSqlRawAsync(PlanForThese, cancellationToken);
        if (filter.FunctionId is { } functionId)
        {
            // The index has names. What was deleted has none any more.
            var name = await context.Functions
                .Where(function => function.Id == functionId && function.Tenant == tenant)
                .Select(function => function.Name)
                .SingleOrDefaultAsync(cancellationToken);
            filter = filter with { FunctionName = name };
        }

        var beyond = Beyond(filter, before);
        var all = context.Invocations.AsNoTracking().Where(row => row.Tenant == tenant && row.Id < beyond);
        var along = Along(Between(all, filter), filter, out var isExact);
        var wanted = isExact ? along : Only(along.OrderByDescending(row => row.Id).Take(MaxExamined), filter);
        var rows = isExact ? await TakeAsync(wanted.Where(Since(beyond)), limit + 1, cancellationToken) : [];
        if (rows.Count <= limit)
        {
            rows = await TakeAsync(wanted, limit + 1, cancellationToken);
        }

        return rows.Count > limit
            ? new(rows[..limit], rows[limit - 1].Id)
            : new(rows, isExact ? null : await EndOfExaminedAsync(along, cancellationToken));
    }

    /// <summary>All that is asked for has a smaller id.</summary>
    private Guid Beyond(InvocationFilter filter, Guid? before)
    {
        var end = timeProvider.GetUtcNow() + IdAhead;
        var beyond = FirstIdOf(filter.Until < end ? filter.Until.Value.AddMilliseconds(1) : end);
        return before < beyond ? before.Value : beyond;
    }

    private static Expression<Func<InvocationRow, bool>> Since(Guid beyond)
    {
        var first = FirstIdOf(TimeOf(beyond) - FirstLook);
        return row => row.Id >= first;
    }

    private static Task<List<InvocationRow>> TakeAsync(
        IQueryable<InvocationRow> rows, int count, CancellationToken cancellationToken)
        => InvocationReader.Select(rows.OrderByDescending(row => row.Id).Take(count), withResult: false)
            .ToListAsync(cancellationToken);

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
    private static IQueryable<InvocationRow> Between(IQueryable<InvocationRow> rows, InvocationFilter filter)
    {
        if (filter.Since is { } since)
        {
            var first = FirstIdOf(since > DateTimeOffset.UnixEpoch ? since - IdLead : since);
            rows = rows.Where(row => row.Id >= first && row.CreatedAt >= since);
        }

        if (filter.Until is { } until)
        {
            rows = rows.Where(row => row.CreatedAt < until);
        }

        return rows;
    }

    private static Task<Guid?> EndOfExaminedAsync(
        IQueryable<InvocationRow> along, CancellationToken cancellationToken)
        => along.OrderByDescending(row => row.Id)
            .Skip(MaxExamined - 1)
            .Select(row => (Guid?)row.Id)
            .FirstOrDefaultAsync(cancellationToken);

    private static Guid FirstIdOf(DateTimeOffset time)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, Math.Max(0, time.ToUnixTimeMilliseconds()) << 16);
        return new Guid(bytes, bigEndian: true);
    }

    private static DateTimeOffset TimeOf(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(bytes) >>> 16);
    }
}
