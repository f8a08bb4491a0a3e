using FaaS.Tests.EndToEnd;
using FaaS.Tests.Faults.Run;
using FaaS.Tests.Infrastructure;
using FaaS.Tests.Infrastructure.Permits;
using FaaS.Tests.Infrastructure.Stores;
using Npgsql;

namespace FaaS.Tests.Faults;

/// <summary>Postgres is there, and says nothing for some seconds.</summary>
public sealed class SilentPostgresTests(TestStores stores)
{
    private const string Function = "unimpressed";

    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Aftermath = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Synchronous_calls_go_on_during_it_and_after_it()
    {
        await using var database = await stores.CreateDatabaseAsync(Token);
        await using var redis = await stores.CreateRedisAsync(Token);
        await using var objects = new TemporaryDirectory("objects");
        var postgres = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        await using var link = new Link("Postgres", postgres.Port);
        (postgres.Host, postgres.Port) = ("127.0.0.1", link.Port);
        await using var api = await ApiReplica.StartAsync(
            postgres.ConnectionString, redis, objects, new ConcurrencyCount(), hasLongCalls: false);
        await api.DeployAsync(Function, maxConcurrency: 4);
        using var stop = new CancellationTokenSource();
        var load = api.LoadAsync(Function, callers: 12, stop.Token);
        try
        {
            await CallsGoOnAsync(api, Moment);
            link.Freeze();
            await CallsGoOnAsync(api, Silence);
            link.Heal();
            await CallsGoOnAsync(api, Aftermath);
        }
        finally
        {
            link.Heal();
            await stop.CancelAsync();
            await load;
        }
    }

    private static async Task CallsGoOnAsync(ApiReplica api, TimeSpan time)
    {
        for (var left = time; left > TimeSpan.Zero; left -= Moment)
        {
            var before = api.Own.Ended;
            await Task.Delay(Moment, Token);
            await Eventually.TrueAsync(() => api.Own.Ended > before, "calls to end", Patience);
        }
    }
}
