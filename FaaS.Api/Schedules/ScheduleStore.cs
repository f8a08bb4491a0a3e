using FaaS.Api.Functions;
using FaaS.Infrastructure.Postgres;
using FaaS.Infrastructure.Postgres.Schedules;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace FaaS.Api.Schedules;

internal sealed class ScheduleStore(IDbContextFactory<FaasDbContext> contexts)
{
    /// <param name="request">Valid, with a name.</param>
    public async Task<ScheduleResult> CreateAsync(
        string tenant, ScheduleRequest request, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        if (await HoldFunctionAsync(context, tenant, request.Function!, cancellationToken) is not var (id, function))
        {
            return new ScheduleResult.NoSuchFunction();
        }

        var row = ScheduleDefinition.NewRow(
            tenant, request, id, await NowAsync(context, cancellationToken));
        context.Schedules.Add(row);
        try
        {
            await context.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return new ScheduleResult.Stored(new(row, function));
        }
        catch (DbUpdateException exception) when (exception.InnerException
            is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return new ScheduleResult.NameTaken();
        }
    }

    /// <param name="request">Valid.</param>
    public async Task<ScheduleResult> ReplaceAsync(
        string tenant, ScheduleKey key, ScheduleRequest request, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await TryReplaceAsync(tenant, key, request, cancellationToken);
            }
            catch (DbUpdateConcurrencyException)
            {
                // Somebody else has changed or deleted it since it was read: the last one to change it wins.
            }
        }
    }

    public async Task<bool> DeleteAsync(string tenant, ScheduleKey key, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Schedules.Where(key.In(tenant)).ExecuteDeleteAsync(cancellationToken) > 0;
    }

    public async Task<ScheduleView?> FindAsync(string tenant, ScheduleKey key, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await Views(context, context.Schedules.Where(key.In(tenant))).SingleOrDefaultAsync(cancellationToken);
    }

    /// <param name="function">Null for those of all.</param>
    /// <param name="after">The name that the last page ended with.</param>
    public async Task<IReadOnlyList<ScheduleView>> ListAsync(
        string tenant, string? function, string after, int limit, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var schedules = context.Schedules.Where(schedule => schedule.Tenant == tenant
            && schedule.Name.CompareTo(after) > 0);
        if (function is not null)
        {
            var functions = context.Functions.Where(FunctionKey.Of(function).In(tenant)).Select(one => one.Id);
            schedules = schedules.Where(schedule => functions.Contains(schedule.FunctionId));
        }

        return await Views(context, schedules).Take(limit).ToListAsync(cancellationToken);
    }

    private async Task<ScheduleResult> TryReplaceAsync(
        string tenant, ScheduleKey key, ScheduleRequest request, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        if (await context.Schedules.SingleOrDefaultAsync(key.In(tenant), cancellationToken) is not { } row)
        {
            return new ScheduleResult.NoSuchSchedule();
        }

        if (request.Name is not null && request.Name != row.Name)
        {
            return new ScheduleResult.OtherName(row.Name);
        }

        if (await HoldFunctionAsync(context, tenant, request.Function!, cancellationToken) is not var (id, function))
        {
            return new ScheduleResult.NoSuchFunction();
        }

        ScheduleDefinition.Apply(request, id, row, await NowAsync(context, cancellationToken));
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new ScheduleResult.Stored(new(row, function));
    }

    /// <summary>Nobody deletes it until this transaction ends, and who deletes it then finds its schedules.</summary>
    private static async Task<(Guid Id, string Name)?> HoldFunctionAsync(
        FaasDbContext context, string tenant, string key, CancellationToken cancellationToken)
    {
        var id = await context.Functions.Where(FunctionKey.Of(key).In(tenant))
            .Select(function => (Guid?)function.Id)
            .SingleOrDefaultAsync(cancellationToken);
        var held = await context.Functions
            .FromSql($"SELECT * FROM functions WHERE id = {id} FOR KEY SHARE")
            .AsNoTracking()
            .ToListAsync(cancellationToken);
        return held is [var function] ? (function.Id, function.Name) : null;
    }

    private static IQueryable<ScheduleView> Views(FaasDbContext context, IQueryable<ScheduleRow> schedules)
        => from schedule in schedules.AsNoTracking()
           join function in context.Functions on schedule.FunctionId equals function.Id
           orderby schedule.Name
           select new ScheduleView(schedule, function.Name);

    // By the clock that says when it fires.
    private static async Task<DateTimeOffset> NowAsync(FaasDbContext context, CancellationToken cancellationToken)
        => (await context.Database.SqlQuery<DateTimeOffset>($"SELECT now()").ToListAsync(cancellationToken))[0];
}
