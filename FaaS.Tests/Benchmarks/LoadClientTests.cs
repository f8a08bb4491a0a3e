extern alias benchmarks;

using System.Diagnostics;
using benchmarks::FaaS.Benchmarks.Load;

namespace FaaS.Tests.Benchmarks;

public sealed class LoadClientTests
{
    private static readonly TimeSpan Long = TimeSpan.FromHours(1);

    [Fact]
    public async Task It_ends_after_its_share_of_the_calls()
    {
        var plan = LoadPlan.OfCalls(clients: 3, calls: 10);

        var client = await RunAsync(new ScriptedCaller(_ => null), plan);

        Assert.Equal(4, client.LatenciesMs.Count);
        Assert.Empty(client.Errors);
    }

    [Fact]
    public async Task It_keeps_what_went_wrong()
    {
        var plan = new LoadPlan(1, Long) { CallsPerClient = 4 };

        var client = await RunAsync(new ScriptedCaller(call => call % 2 == 0 ? null : $"HTTP {500 + call}"), plan);

        Assert.Equal(4, client.LatenciesMs.Count);
        Assert.Equal(["HTTP 501", "HTTP 503"], client.Errors);
    }

    [Fact]
    public async Task Calls_of_the_lead_are_made_and_not_counted()
    {
        var caller = new ScriptedCaller(_ => null);

        var client = await RunAsync(caller, new LoadPlan(1, Long) { Lead = Long, CallsPerClient = 5 });

        Assert.Equal(5, caller.Calls);
        Assert.Empty(client.LatenciesMs);
    }

    [Fact]
    public async Task A_pace_allows_no_more_calls_than_fit_and_starts_with_the_offset()
    {
        var caller = new ScriptedCaller(_ => null);
        var plan = LoadPlan.AtRate(clients: 2, TimeSpan.FromMilliseconds(100), callsPerSecond: 100);
        var started = Stopwatch.GetTimestamp();

        await new LoadClient(caller, plan, started, offset: TimeSpan.FromMilliseconds(10))
            .RunAsync(TestContext.Current.CancellationToken);

        Assert.InRange(caller.Calls, 1, 5);
        Assert.True(caller.FirstCallAt >= TimeSpan.FromMilliseconds(10), $"{caller.FirstCallAt}");
    }

    private static Task<LoadClient> RunAsync(ScriptedCaller caller, LoadPlan plan)
        => new LoadClient(caller, plan, Stopwatch.GetTimestamp(), TimeSpan.Zero)
            .RunAsync(TestContext.Current.CancellationToken);
}
