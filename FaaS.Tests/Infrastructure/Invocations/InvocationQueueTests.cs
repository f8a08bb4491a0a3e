using FaaS.Domain.Invocations;
using FaaS.Domain.Queue;
using FaaS.Infrastructure.Invocations.Queue;
using FaaS.Tests.Infrastructure.Stores;
using StackExchange.Redis;

namespace FaaS.Tests.Infrastructure.Invocations;

public sealed class InvocationQueueTests(TestStores stores) : IAsyncLifetime
{
    private static readonly Guid One = Guid.CreateVersion7();
    private static readonly Guid Other = Guid.CreateVersion7();

    private TestRedis _server = null!;
    private ConnectionMultiplexer _redis = null!;

    private InvocationQueue Queue => new(_redis);

    public async ValueTask InitializeAsync()
    {
        _server = await stores.CreateRedisAsync(TestContext.Current.CancellationToken);
        _redis = await ConnectionMultiplexer.ConnectAsync(_server.ConnectionString);
    }

    [Fact]
    public async Task Entries_come_out_once_and_oldest_first()
    {
        var entries = await AddAsync(One, 5);

        var taken = await TakeAsync(10, 10, []);

        Assert.Equal(entries.Select(entry => entry.InvocationId), taken.Select(entry => entry.InvocationId));
        Assert.All(taken, entry => Assert.Equal(One, entry.FunctionId));
        Assert.Empty(await TakeAsync(10, 10, []));
    }

    [Fact]
    public async Task High_goes_before_normal_before_low()
    {
        await AddAsync(One, 1, InvocationPriority.Low);
        await AddAsync(One, 1, InvocationPriority.Normal);
        await AddAsync(Other, 1, InvocationPriority.High);

        var taken = await TakeAsync(2, 10, []);

        Assert.Equal([InvocationPriority.High, InvocationPriority.Normal], taken.Select(entry => entry.Priority));
    }

    [Fact]
    public async Task What_is_not_due_stays()
    {
        await Queue.AddAsync(
            [new(InvocationPriority.Normal, "default", One, Guid.CreateVersion7(), TimeSpan.FromMinutes(1))]);
        var due = await AddAsync(One, 1);

        Assert.Equal(due[0].InvocationId, Assert.Single(await TakeAsync(10, 10, [])).InvocationId);
    }

    [Fact]
    public async Task A_delayed_entry_becomes_due()
    {
        await Queue.AddAsync(
            [new(InvocationPriority.Normal, "default", One, Guid.CreateVersion7(), TimeSpan.FromMilliseconds(50))]);

        await Eventually.TrueAsync(
            async () => (await TakeAsync(10, 10, [])).Count == 1,
            "the delayed entry to come out");
    }

    [Fact]
    public async Task A_function_without_room_does_not_hold_up_the_others()
    {
        await AddAsync(One, 500);
        await AddAsync(Other, 3);

        var taken = await TakeAsync(10, 10, [new(One, 0)]);

        Assert.Equal([Other, Other, Other], taken.Select(entry => entry.FunctionId));
        Assert.Equal(2, (await TakeAsync(10, 10, [new(One, 2)])).Count);
    }

    [Fact]
    public async Task Functions_take_turns()
    {
        await AddAsync(One, 100);
        await AddAsync(Other, 100);

        var taken = await TakeAsync(40, 4, [new(One, 100), new(Other, 100)]);

        Assert.Equal(40, taken.Count);
        Assert.Equal(20, taken.Count(entry => entry.FunctionId == One));
    }

    [Fact]
    public async Task A_tenant_with_many_functions_gets_no_more_than_one_with_a_single_one()
    {
        foreach (var function in Enumerable.Range(0, 100).Select(_ => Guid.CreateVersion7()))
        {
            await AddAsync(function, 10, tenant: "many");
        }

        await AddAsync(One, 100, tenant: "single");

        var taken = await TakeAsync(40, 4, [new(One, 100)]);

        Assert.Equal(20, taken.Count(entry => entry.Tenant == "single"));
        Assert.Equal(5, taken.Where(entry => entry.Tenant == "many").DistinctBy(entry => entry.FunctionId).Count());
    }

    [Fact]
    public async Task A_tenant_whose_functions_have_no_room_holds_up_nobody_and_keeps_its_place()
    {
        Guid[] full = [.. Enumerable.Range(0, 50).Select(_ => Guid.CreateVersion7())];
        foreach (var function in full)
        {
            await AddAsync(function, 2, tenant: "full");
        }

        await AddAsync(Other, 5, tenant: "other");

        var taken = await TakeAsync(3, 10, [.. full.Select(function => new FunctionRoom(function, 0))]);
        var next = await TakeAsync(1, 10, []);

        Assert.All(taken, entry => Assert.Equal("other", entry.Tenant));
        Assert.Equal("full", Assert.Single(next).Tenant);
    }

    [Fact]
    public async Task Every_fourth_turn_goes_to_whoever_has_waited_longest()
    {
        await AddAsync(One, 20, InvocationPriority.Low);
        await NextMillisecondAsync();
        await AddAsync(Other, 20, InvocationPriority.High);

        var taken = new List<InvocationPriority>();
        for (var i = 0; i < 16; i++)
        {
            await NextMillisecondAsync();
            taken.Add(Assert.Single(await TakeAsync(1, 1, [])).Priority);
        }

        Assert.Equal(InvocationPriority.Low, taken[3]);
        Assert.Equal(InvocationPriority.Low, taken[7]);
        Assert.Equal(2, taken.Take(8).Count(priority => priority == InvocationPriority.Low));
    }

    [Theory]
    [InlineData(1, 4)]
    [InlineData(2, 4)]
    [InlineData(3, 4)]
    [InlineData(4, 1)]
    [InlineData(5, 100)]
    public async Task The_order_is_that_of_the_rule(int seed, int byAgeEvery)
    {
        var random = new Random(seed);
        Guid[] functions = [.. Enumerable.Range(0, 12).Select(_ => Guid.CreateVersion7())];
        var entries = Enumerable.Range(0, 300)
            .Select(i => (Function: random.Next(functions.Length), Ago: TimeSpan.FromMilliseconds(600_000 - i)))
            .Select(one => new QueueEntry(
                (InvocationPriority)random.Next(3),
                $"tenant-{one.Function % 4}",
                functions[one.Function],
                Guid.CreateVersion7(),
                -one.Ago))
            .ToArray();
        FunctionRoom[] rooms = [new(functions[0], 0), new(functions[1], 2), new(functions[2], 100)];
        await Queue.AddAsync(entries);

        var policy = new TurnPolicy(3, byAgeEvery);
        var taken = await Queue.TakeAsync(150, policy, rooms);

        var rule = FairOrder.Take(
            entries.Select(entry => new DueInvocation(
                entry.Priority, entry.Tenant, entry.FunctionId, entry.InvocationId,
                DateTimeOffset.UnixEpoch + TimeSpan.FromDays(1) + entry.Delay)),
            150,
            policy,
            0,
            rooms.ToDictionary(room => room.FunctionId, room => room.Free));
        Assert.Equal(rule.Taken.Select(one => one.InvocationId), taken.Select(entry => entry.InvocationId));
    }

    [Fact]
    public async Task Adding_again_what_is_there_changes_nothing()
    {
        var entries = await AddAsync(One, 3);
        await Queue.AddAsync(entries);

        Assert.Equal(3, (await TakeAsync(10, 10, [])).Count);
    }

    [Fact]
    public async Task What_the_sweep_finds_in_its_place_stays_there()
    {
        var entries = await AddAsync(One, 3);
        await Queue.AddMissingAsync([entries[0] with { Delay = TimeSpan.Zero }]);

        Assert.Equal(entries[0].InvocationId, Assert.Single(await TakeAsync(1, 10, [])).InvocationId);
    }

    [Fact]
    public async Task A_wiped_index_says_that_it_is_not_complete()
    {
        await Queue.MarkCompleteAsync();
        Assert.True(await Queue.IsCompleteAsync());

        await _redis.GetDatabase().ExecuteAsync("FLUSHDB");

        Assert.False(await Queue.IsCompleteAsync());
    }

    [Fact]
    public async Task What_is_put_back_is_as_old_as_before_but_its_function_has_had_its_turn()
    {
        var entries = await AddAsync(One, 3);
        var others = await AddAsync(Other, 1);
        var taken = await TakeAsync(1, 1, []);
        await NextMillisecondAsync();

        await Queue.AddAsync(taken);

        FunctionRoom[] rooms = [new(One, 10), new(Other, 10)];
        Assert.Equal(entries[0].InvocationId, Assert.Single(taken).InvocationId);
        Assert.Equal(
            [others[0].InvocationId, .. entries.Select(entry => entry.InvocationId)],
            (await TakeAsync(4, 3, rooms)).Select(entry => entry.InvocationId));
    }

    // Who has had a turn in the same millisecond has waited as long.
    private async Task NextMillisecondAsync()
    {
        var server = _redis.GetServer(_redis.GetEndPoints()[0]);
        var before = await server.TimeAsync();
        while (await server.TimeAsync() - before < TimeSpan.FromMilliseconds(1))
        {
        }
    }

    private Task<IReadOnlyList<QueueEntry>> TakeAsync(int count, int perTurn, IEnumerable<FunctionRoom> rooms)
        => Queue.TakeAsync(count, TurnPolicy.Priority(perTurn), rooms);

    private async Task<QueueEntry[]> AddAsync(
        Guid function,
        int count,
        InvocationPriority priority = InvocationPriority.Normal,
        string tenant = "default")
    {
        var entries = Enumerable.Range(0, count)
            .Select(index => new QueueEntry(
                priority, tenant, function, Guid.CreateVersion7(), TimeSpan.FromMilliseconds(index - count)))
            .ToArray();
        await Queue.AddAsync(entries);
        return entries;
    }

    public async ValueTask DisposeAsync()
    {
        await _redis.CloseAsync();
        await _server.DisposeAsync();
    }
}
