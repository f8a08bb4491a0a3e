using FaaS.Infrastructure.Postgres;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace FaaS.Infrastructure.Schedules;

internal sealed class DueSchedules(IDbContextFactory<FaasDbContext> contexts, NpgsqlDataSource dataSource)
{
    private const string Clock = """
        SELECT now(),
            EXISTS (SELECT FROM schedules WHERE enabled AND next_due_at <= now()),
            (SELECT min(next_due_at) FROM schedules WHERE enabled AND next_due_at > now())
        """;

    public async Task<ScheduleClock> ReadClockAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(Clock);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new(
            reader.GetFieldValue<DateTimeOffset>(0),
            reader.GetBoolean(1),
            reader.IsDBNull(2) ? null : reader.GetFieldValue<DateTimeOffset>(2));
    }

    /// <summary>Those due longest first.</summary>
    /// <param name="skip">How many of them stay due for now.</param>
    public async Task<IReadOnlyList<ScheduleOccasion>> FindAsync(
        DateTimeOffset now, int skip, int limit, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await context.Schedules.AsNoTracking()
            .Where(schedule => schedule.Enabled && schedule.NextDueAt <= now)
            .Join(
                context.Functions.AsNoTracking(),
                schedule => schedule.FunctionId,
                function => function.Id,
                (schedule, function) => new { Schedule = schedule, Function = function })
            .Join(
                context.FunctionVersions.AsNoTracking(),
                due => due.Function.CurrentVersionId,
                version => version.Id,
                (due, version) => new { due.Schedule, due.Function, Version = version })
            .OrderBy(due => due.Schedule.NextDueAt)
            .ThenBy(due => due.Schedule.Id)
            .Skip(skip)
            .Take(limit)
            .Select(due => new
            {
                due.Schedule,
                due.Function,
                due.Version,
                Last = context.Invocations
                    .Where(invocation => invocation.Id == due.Schedule.LastInvocationId)
                    .Select(invocation => new { invocation.State, invocation.FinishedAt })
                    .FirstOrDefault(),
            })
            .ToListAsync(cancellationToken);

        return [.. found.Select(due => new ScheduleOccasion(
            due.Schedule, due.Function.Spec(due.Version), due.Last?.State, due.Last?.FinishedAt))];
    }
}
