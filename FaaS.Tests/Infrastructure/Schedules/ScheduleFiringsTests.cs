using FaaS.Domain.Invocations;
using FaaS.Domain.Schedules;
using FaaS.Infrastructure.Invocations;
using FaaS.Infrastructure.Leadership;
using FaaS.Infrastructure.Postgres.Invocations;
using FaaS.Infrastructure.Postgres.Schedules;
using FaaS.Infrastructure.Schedules;
using FaaS.Tests.Infrastructure.Invocations;
using FaaS.Tests.Infrastructure.Stores;

namespace FaaS.Tests.Infrastructure.Schedules;

public sealed class ScheduleFiringsTests(TestStores stores) : IAsyncLifetime
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);
    private static readonly DateTimeOffset Due = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private readonly List<LeaderTerm> _terms = [];
    private TestDatabase _database = null!;
    private InvocationLedger _ledger = null!;
    private ScheduleLedger _schedules = null!;
    private LeadershipTable _leadership = null!;
    private ScheduleFirings _firings = null!;
    private LeaderTerm _term = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await stores.CreateDatabaseAsync(Cancel);
        _ledger = InvocationLedger.Over(_database);
        _schedules = new ScheduleLedger(_database);
        _leadership = new LeadershipTable(_ledger.DataSource);
        _firings = new ScheduleFirings(_ledger.DataSource);
        _term = await LeadAsync("one");
    }

    [Fact]
    public async Task A_firing_is_its_invocation_its_record_and_the_next_time_at_once()
    {
        var schedule = await AddAsync();
        var move = Move(schedule, Due, Due.AddSeconds(1));

        var fired = await _firings.FireAsync([move], _term, Cancel);

        var id = move.Invocations.Single().Row.Id;
        Assert.Equal((1, id), (fired.Moved, Assert.Single(fired.Invocations)));
        var invocation = await _ledger.ReadAsync(id);
        Assert.Equal(
            (schedule.Id, InvocationState.Queued, InvocationPriority.High),
            (invocation.ScheduleId, invocation.State, invocation.Priority));
        Assert.Equal([(Due, (Guid?)id)], (await _schedules.FiringsAsync(schedule.Id))
            .Select(firing => (firing.DueAt, firing.InvocationId)));
        var row = await _schedules.ReadAsync(schedule.Id);
        Assert.Equal((Due.AddSeconds(1), Due, id), (row.NextDueAt, row.LastDueAt, row.LastInvocationId));
        var report = await _ledger.Reports.ReadAsync(Cancel);
        Assert.Equal((1, 0), (report.Accepted, report.Drift));
    }

    [Fact]
    public async Task Of_several_that_answer_the_same_time_one_does()
    {
        var schedule = await AddAsync();

        var fired = await Task.WhenAll(Enumerable.Range(0, 10)
            .Select(_ => _firings.FireAsync([Move(schedule, Due, Due.AddSeconds(1))], _term, Cancel)));

        Assert.Equal(1, fired.Sum(one => one.Moved));
        Assert.Single(await _schedules.InvocationsAsync(schedule.Id));
        Assert.Equal(1, (await _ledger.Reports.ReadAsync(Cancel)).Accepted);
    }

    [Fact]
    public async Task An_old_token_fires_nothing()
    {
        var schedule = await AddAsync();
        await _ledger.ExecuteAsync("UPDATE leadership SET expires_at = now() - interval '1 ms'");
        Assert.Equal(0, (await _firings.FireAsync([Move(schedule, Due, Due.AddSeconds(1))], _term, Cancel)).Moved);

        var term = await LeadAsync("other");
        Assert.Equal(0, (await _firings.FireAsync([Move(schedule, Due, Due.AddSeconds(1))], _term, Cancel)).Moved);
        Assert.Empty(await _schedules.FiringsAsync(schedule.Id));
        Assert.Empty(await _schedules.InvocationsAsync(schedule.Id));
        Assert.Equal(0, (await _ledger.Reports.ReadAsync(Cancel)).Accepted);

        Assert.Equal(1, (await _firings.FireAsync([Move(schedule, Due, Due.AddSeconds(1))], term, Cancel)).Moved);
    }

    [Fact]
    public async Task What_was_answered_is_not_answered_again_even_if_it_is_due_again()
    {
        var schedule = await AddAsync();
        await _firings.FireAsync([Move(schedule, Due, Due.AddSeconds(1))], _term, Cancel);
        await _ledger.ExecuteAsync($"UPDATE schedules SET next_due_at = '{Due:O}' WHERE id = '{schedule.Id}'");

        var fired = await _firings.FireAsync([Move(schedule, Due, Due.AddSeconds(2))], _term, Cancel);

        Assert.Equal((1, 0), (fired.Moved, fired.Invocations.Count));
        Assert.Single(await _schedules.InvocationsAsync(schedule.Id));
    }

    [Theory]
    [InlineData("enabled = false")]
    [InlineData("revision = revision + 1")]
    [InlineData("next_due_at = next_due_at + interval '1 h'")]
    public async Task What_has_been_changed_since_it_was_read_does_not_fire(string change)
    {
        var schedule = await AddAsync();
        await _ledger.ExecuteAsync($"UPDATE schedules SET {change} WHERE id = '{schedule.Id}'");

        Assert.Equal(0, (await _firings.FireAsync([Move(schedule, Due, Due.AddSeconds(1))], _term, Cancel)).Moved);
        Assert.Empty(await _schedules.InvocationsAsync(schedule.Id));
    }

    [Fact]
    public async Task Many_schedules_and_times_go_in_one_statement_each_by_its_own_conditions()
    {
        var (one, other, changed) = (await AddAsync(), await AddAsync(), await AddAsync());
        await _ledger.ExecuteAsync($"UPDATE schedules SET enabled = false WHERE id = '{changed.Id}'");

        var fired = await _firings.FireAsync(
            [
                Move(one, Due, Due.AddSeconds(2), new DueTime(Due.AddSeconds(1), true)),
                Move(other, Due, Due.AddSeconds(2), new DueTime(Due.AddSeconds(1), false)),
                Move(changed, Due, Due.AddSeconds(1)),
            ],
            _term,
            Cancel);

        Assert.Equal((2, 3), (fired.Moved, fired.Invocations.Count));
        Assert.Equal(2, (await _schedules.InvocationsAsync(one.Id)).Count);
        Assert.Equal([false, true], (await _schedules.FiringsAsync(other.Id)).Select(row => row.InvocationId is null));
        Assert.Equal(Due, (await _schedules.ReadAsync(other.Id)).LastDueAt);
        Assert.Empty(await _schedules.FiringsAsync(changed.Id));
    }

    [Fact]
    public async Task A_schedule_without_a_next_time_is_done()
    {
        var schedule = await AddAsync();

        await _firings.FireAsync([Move(schedule, Due, null)], _term, Cancel);

        Assert.Null((await _schedules.ReadAsync(schedule.Id)).NextDueAt);
    }

    public async ValueTask DisposeAsync()
    {
        _terms.ForEach(term => term.Dispose());
        await _ledger.DisposeAsync();
    }

    private async Task<LeaderTerm> LeadAsync(string holder)
    {
        var askedAt = TimeProvider.System.GetTimestamp();
        var epoch = await _leadership.AcquireAsync(holder, Lease, Cancel);
        var term = new LeaderTerm(epoch!.Value, askedAt, Lease, TimeProvider.System);
        _terms.Add(term);
        return term;
    }

    private async Task<ScheduleRow> AddAsync()
        => await _schedules.AddAsync(await _ledger.PublishAsync($"f{Guid.CreateVersion7():n}"), Due);

    private static ScheduleMove Move(
        ScheduleRow schedule, DateTimeOffset due, DateTimeOffset? next, params IEnumerable<DueTime> more)
    {
        var plan = new SchedulePlan([new DueTime(due, true), .. more], next);
        return new(schedule, plan, [.. plan.Times.Where(time => time.Fires).Select(_ => NewInvocation(schedule))]);
    }

    private static NewInvocation NewInvocation(ScheduleRow schedule)
    {
        var row = InvocationLedger.NewRow(schedule.FunctionId, schedule.Priority);
        return new(new InvocationRow
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
            Payload = schedule.Payload,
            Headers = row.Headers,
            Attempt = row.Attempt,
            MaxAttempts = row.MaxAttempts,
            NotBefore = row.NotBefore,
            CreatedAt = row.CreatedAt,
            TimeoutMs = row.TimeoutMs,
            ScheduleId = schedule.Id,
        });
    }
}
