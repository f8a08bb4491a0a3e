using FaaS.Benchmarks.Baselines;
using FaaS.Benchmarks.Load;
using FaaS.Benchmarks.Reports;
using FaaS.Client.Functions;

namespace FaaS.Benchmarks.Scenarios;

/// <summary>A warm function that is called now and then, against the same one called back to back.</summary>
internal sealed class PacedScenario : IScenario
{
    private const string RatioName = "p50 / back to back";

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(200);

    public string Name => "paced";

    public async Task<IReadOnlyList<Row>> RunAsync(Bench bench, CancellationToken cancellationToken)
    {
        await using var node = await ChildServer.NodeHelloAsync(cancellationToken);
        var now = new LoadPlan(1, bench.Settings.RoundTime);
        var paced = new LoadPlan(1, bench.Settings.PacedTime) { Interval = Pace };
        Dial bare = Hello.CallOf(node.Url).DialAsync;
        var b2 = (
            Now: bench.Loaded("B2 bare node, back to back", bare, now),
            Paced: bench.Loaded("B2 bare node, every 200 ms", bare, paced));
        var pairs = new List<(Series Now, Series Paced)>();
        foreach (var hello in Hello.Handlers)
        {
            var url = await bench.DeployAsync(
                $"bench-paced-{hello.Runtime}", hello, Isolation.Function, cancellationToken);
            Dial dial = Hello.CallOf(url).DialAsync;
            await bench.Load.RunAsync(dial, now, cancellationToken);
            pairs.Add((
                bench.Loaded($"warm {hello.Runtime}, back to back", dial, now),
                bench.Loaded($"warm {hello.Runtime}, every 200 ms", dial, paced)));
        }

        await bench.InterleaveAsync(
            [.. pairs.Prepend(b2).SelectMany(pair => (Series[])[pair.Now, pair.Paced])], cancellationToken);
        return
        [
            Row.Of(b2.Now),
            Row.Of(b2.Paced) with { Figures = new Dictionary<string, double> { [RatioName] = RatioOf(b2) } },
            .. pairs.SelectMany(pair => (Row[])
            [
                Row.Of(pair.Now),
                Row.Of(pair.Paced, Bar.AtMost(RatioName, RatioOf(pair), 2)),
            ]),
        ];
    }

    private static double RatioOf((Series Now, Series Paced) pair) => pair.Paced.P50Ms / pair.Now.P50Ms;
}
