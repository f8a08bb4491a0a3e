using FaaS.Domain.Invocations;
using FaaS.Domain.Schedules;
using FaaS.Infrastructure.Postgres.Functions;
using FaaS.Infrastructure.Postgres.Schedules;
using FaaS.Tests.Infrastructure.Stores;
using Microsoft.EntityFrameworkCore;

namespace FaaS.Tests.Infrastructure.Schedules;

/// <summary>Schedules in a real database, and what they have fired.</summary>
internal sealed class ScheduleLedger(TestDatabase database)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async Task<ScheduleRow> AddAsync(
        FunctionVersionRow version, DateTimeOffset due, Action<ScheduleRow>? change = null)
    {
        var row = new ScheduleRow
        {
            Id = Guid.CreateVersion7(),
            Tenant = "default",
            Name = $"s{Guid.CreateVersion7():n}",
            FunctionId = version.FunctionId,
            Cron = "* * * * * *",
            TimeZone = "UTC",
            Payload = """{"a":1}"""u8.ToArray(),
            ContentType = "application/json",
            Headers = new() { ["x-a"] = "b" },
            Priority = InvocationPriority.High,
            Overlap = OverlapPolicy.Allow,
            CatchUp = CatchUpPolicy.All,
            Enabled = true,
            NextDueAt = due,
            Revision = 1,
            CreatedAt = due,
            UpdatedAt = due,
        };
        change?.Invoke(row);
        await using var context = database.CreateContext();
        context.Schedules.Add(row);
        await context.SaveChangesAsync(Cancel);
        return row;
    }

    public async Task<ScheduleRow> ReadAsync(Guid id)
    {
        await using var context = database.CreateContext();
        return await context.Schedules.SingleAsync(row => row.Id == id, Cancel);
    }

    /// <summary>In the order of their due times.</summary>
    public async Task<IReadOnlyList<ScheduleFiringRow>> FiringsAsync(Guid id)
    {
        await using var context = database.CreateContext();
        return await context.ScheduleFirings.Where(firing => firing.ScheduleId == id)
            .OrderBy(firing => firing.DueAt)
            .ToListAsync(Cancel);
    }

    public async Task<IReadOnlyList<Guid>> InvocationsAsync(Guid id)
    {
        await using var context = database.CreateContext();
        return await context.Invocations.Where(invocation => invocation.ScheduleId == id)
            .OrderBy(invocation => invocation.Id)
            .Select(invocation => invocation.Id)
            .ToListAsync(Cancel);
    }

    /// <summary>Every second had one answer, and every answer its own invocation.</summary>
    public async Task ShouldBeExactAsync(Guid id)
    {
        var firings = await FiringsAsync(id);
        Assert.Equal(
            Enumerable.Range(0, firings.Count).Select(second => firings[0].DueAt.AddSeconds(second)),
            firings.Select(firing => firing.DueAt));
        Assert.Equal(
            firings.Select(firing => firing.InvocationId!.Value).Order(),
            (await InvocationsAsync(id)).Order());
        Assert.Equal(firings[^1].DueAt.AddSeconds(1), (await ReadAsync(id)).NextDueAt);
    }
}
