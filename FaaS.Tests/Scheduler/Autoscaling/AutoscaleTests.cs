extern alias scheduler;

using System.Net.Http.Json;
using System.Text.Json;
using FaaS.Tests.Api;
using FaaS.Tests.Infrastructure;
using FaaS.Tests.Infrastructure.Invocations;
using FaaS.Tests.Infrastructure.Stores;
using Microsoft.Extensions.DependencyInjection;
using scheduler::FaaS.Scheduler.Autoscaling;

namespace FaaS.Tests.Scheduler.Autoscaling;

/// <summary>From the queue over the leading scheduler to whoever asks the Api.</summary>
public sealed class AutoscaleTests(TestStores stores)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_backlog_asks_for_workers_within_what_is_allowed()
    {
        await using var api = await ApiHost.StartAsync(stores, _ => { }, Cancel);
        var ledger = InvocationLedger.Over(api.Database);
        await using var source = ledger.DataSource;
        using var client = api.CreateClient();
        var version = await ledger.PublishAsync(maxConcurrency: 10_000);

        // Nobody leads yet.
        Assert.Equal(JsonValueKind.Null, (await ReadAsync(client)).GetProperty("workers").ValueKind);

        await using var scheduler = new SchedulerHost(
            ledger.ConnectionString,
            api.Redis.ConnectionString,
            services => services.Configure<AutoscaleOptions>(options =>
            {
                options.MaxWorkers = 7;
                options.Interval = TimeSpan.FromMilliseconds(200);
                options.Smoothing = TimeSpan.FromMilliseconds(500);
            }));
        await Eventually.TrueAsync(
            async () => Number(await ReadAsync(client), "workers") == 1, "one worker for nothing to do");

        // Taken to last a second each, to be done within a minute: 33 slots, and then more as they get older.
        await ledger.AcceptAsync(version, 1600);
        await Eventually.TrueAsync(
            async () => Number(await ReadAsync(client), "workers") >= 3, "workers for the backlog");
        var signal = await ReadAsync(client);
        Assert.InRange(Number(signal, "workers"), 3, 7);
        Assert.Equal(1600, Number(signal, "backlog"));
        Assert.Equal(0, Number(signal, "connected"));
        Assert.Equal(7, Number(signal, "max_workers"));

        // It stays for a while when it is gone.
        await ledger.ExecuteAsync("UPDATE invocations SET state = 'cancelled', finished_at = now()");
        await Eventually.TrueAsync(
            async () => Number(await ReadAsync(client), "needed") == 1, "a need of one worker again");
        Assert.InRange(Number(await ReadAsync(client), "workers"), 3, 7);
    }

    [Fact]
    public async Task A_function_at_its_limit_asks_for_no_more_than_it_may_use()
    {
        await using var ledger = await InvocationLedger.CreateAsync(stores);
        var version = await ledger.PublishAsync(maxConcurrency: 5);
        await ledger.AcceptAsync(version, 500);
        var ceiling = new ConcurrencyCeiling(ledger.DataSource);

        Assert.Equal(5, await ceiling.ReadAsync(Cancel));
    }

    private static Task<JsonElement> ReadAsync(HttpClient client)
        => client.GetFromJsonAsync<JsonElement>(new Uri("/admin/autoscale", UriKind.Relative), Cancel);

    private static double Number(JsonElement signal, string name)
        => signal.GetProperty(name) is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : double.NaN;
}
