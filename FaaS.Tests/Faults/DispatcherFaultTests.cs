using FaaS.Tests.EndToEnd;
using FaaS.Tests.Infrastructure;
using FaaS.Tests.Infrastructure.Permits;
using FaaS.Tests.Infrastructure.Stores;

namespace FaaS.Tests.Faults;

/// <summary>Two Apis share the limit of a function, and something happens to one of them.</summary>
public sealed class DispatcherFaultTests(TestStores stores) : IAsyncLifetime
{
    private const string Function = "shared";
    private const int Limit = 4;

    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(25);

    private readonly ConcurrencyCount _count = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly TemporaryDirectory _objects = new("objects");
    private TestDatabase _database = null!;
    private TestRedis _redis = null!;
    private ApiReplica _faulty = null!;
    private ApiReplica _other = null!;
    private Task _load = Task.CompletedTask;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await stores.CreateDatabaseAsync(Token);
        _redis = await stores.CreateRedisAsync(Token);
        _faulty = await ApiReplica.StartAsync(_database.ConnectionString, _redis, _objects, _count);
        _other = await ApiReplica.StartAsync(_database.ConnectionString, _redis, _objects, _count);
        await _other.DeployAsync(Function, Limit);
        _load = Task.WhenAll(
            _faulty.LoadAsync(Function, callers: 12, _stop.Token),
            _other.LoadAsync(Function, callers: 12, _stop.Token));
        await Eventually.TrueAsync(
            () => _faulty.Own.Ended > 5 && _other.Own.Ended > 5, "both to run some calls", TimeSpan.FromMinutes(2));
    }

    [Fact]
    public async Task The_permits_of_one_that_was_killed_come_back()
    {
        await _faulty.SignalAsync("KILL");

        _other.Own.Reset();
        await Eventually.TrueAsync(() => _other.Own.Most == Limit, "the other to run all there may be", Recovery);
        Assert.InRange(_count.Most, 1, Limit);
    }

    [Fact]
    public async Task One_that_was_stopped_for_a_while_uses_nothing_that_others_have_got_since()
    {
        await _faulty.SignalAsync("STOP");
        try
        {
            _other.Own.Reset();
            await Eventually.TrueAsync(() => _other.Own.Most == Limit, "the other to run all there may be", Recovery);
        }
        finally
        {
            await _faulty.SignalAsync("CONT");
        }

        var before = _faulty.Own.Ended;
        await Eventually.TrueAsync(() => _faulty.Own.Ended > before + 10, "it to run calls again", Recovery);
        Assert.InRange(_count.Most, 1, Limit);
    }

    [Fact]
    public async Task One_that_is_stopped_again_and_again_never_exceeds_the_limit()
    {
        var random = new Random(7);
        for (var i = 0; i < 8; i++)
        {
            await _faulty.SignalAsync("STOP");
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(200, 3000)), Token);
            await _faulty.SignalAsync("CONT");
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(10, 1000)), Token);
        }

        var (here, there) = (_faulty.Own.Ended, _other.Own.Ended);
        await Eventually.TrueAsync(
            () => _faulty.Own.Ended > here + 10 && _other.Own.Ended > there + 10, "both to run calls", Recovery);
        Assert.InRange(_count.Most, 1, Limit);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _load;
        await _faulty.DisposeAsync();
        await _other.DisposeAsync();
        await _objects.DisposeAsync();
        await _redis.DisposeAsync();
        await _database.DisposeAsync();
        _stop.Dispose();
    }
}
