using FaaS.Domain.Invocations;
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

        var taken = await Queue.TakeAsync(10, 10, []);

        Assert.Equal(entries.Select(entry => entry.InvocationId), taken.Select(entry => entry.InvocationId));
        Assert.All(taken, entry => Assert.Equal(One, entry.FunctionId));
        Assert.Empty(await Queue.TakeAsync(10, 10, []));
    }

    [Fact]
    public async Task High_goes_before_normal_before_low()
    {
        await AddAsync(One, 1, InvocationPriority.Low);
        await AddAsync(One, 1, InvocationPriority.Normal);
        await AddAsync(Other, 1, InvocationPriority.High);

        var taken = await Queue.TakeAsync(2, 10, []);

        Assert.Equal([InvocationPriority.High, InvocationPriority.Normal], taken.Select(entry => entry.Priority));
    }

    [Fact]
    public async Task What_is_not_due_stays()
    {
        await Queue.AddAsync([new(InvocationPriority.Normal, One, Guid.CreateVersion7(), TimeSpan.FromMinutes(1))]);
        var due = await AddAsync(One, 1);

        Assert.Equal(due[0].InvocationId, Assert.Single(await Queue.TakeAsync(10, 10, [])).InvocationId);
    }

    [Fact]
    public async Task A_delayed_entry_becomes_due()
    {
        await Queue.AddAsync(
            [new(InvocationPriority.Normal, One, Guid.CreateVersion7(), TimeSpan.FromMilliseconds(50))]);

        await Eventually.TrueAsync(
            async () => (await Queue.TakeAsync(10, 10, [])).Count == 1,
            "the delayed entry to come out");
    }

    [Fact]
    public async Task A_function_without_room_does_not_hold_up_the_others()
    {
        await AddAsync(One, 500);
        await AddAsync(Other, 3);

        var taken = await Queue.TakeAsync(10, 10, [new(One, 0)]);

        Assert.Equal([Other, Other, Other], taken.Select(entry => entry.FunctionId));
        Assert.Equal(2, (await Queue.TakeAsync(10, 10, [new(One, 2)])).Count);
    }

    [Fact]
    public async Task Functions_take_turns()
    {
        await AddAsync(One, 100);
        await AddAsync(Other, 100);

        var taken = await Queue.TakeAsync(40, 4, [new(One, 100), new(Other, 100)]);

        Assert.Equal(40, taken.Count);
        Assert.Equal(20, taken.Count(entry => entry.FunctionId == One));
    }

    [Fact]
    public async Task Adding_again_what_is_there_changes_nothing()
    {
        var entries = await AddAsync(One, 3);
        await Queue.AddAsync(entries);

        Assert.Equal(3, (await Queue.TakeAsync(10, 10, [])).Count);
    }

    [Fact]
    public async Task What_the_sweep_finds_in_its_place_stays_there()
    {
        var entries = await AddAsync(One, 3);
        await Queue.AddMissingAsync([entries[0] with { Delay = TimeSpan.Zero }]);

        Assert.Equal(entries[0].InvocationId, Assert.Single(await Queue.TakeAsync(1, 10, [])).InvocationId);
    }

    [Fact]
    public async Task A_wiped_index_says_that_it_is_not_complete()
    {
        await Queue.MarkCompleteAsync();
        Assert.True(await Queue.IsCompleteAsync());

        await _redis.GetDatabase().ExecuteAsync("FLUSHDB");

        Assert.False(await Queue.IsCompleteAsync());
    }

    private async Task<QueueEntry[]> AddAsync(
        Guid function, int count, InvocationPriority priority = InvocationPriority.Normal)
    {
        var entries = Enumerable.Range(0, count)
            .Select(index => new QueueEntry(
                priority, function, Guid.CreateVersion7(), TimeSpan.FromMilliseconds(index - count)))
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
