using FaaS.Benchmarks.Load;
using FaaS.Benchmarks.Reports;
using FaaS.Client.Functions;

namespace FaaS.Benchmarks.Scenarios;

/// <summary>A container that nothing has used before for every call (isolation <c>invocation</c>) against B3.</summary>
internal sealed class FreshScenario : IScenario
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(200);

    public string Name => "fresh";

    public async Task<IReadOnlyList<Row>> RunAsync(Bench bench, CancellationToken cancellationToken)
    {
        var plan = new LoadPlan(1, bench.Settings.PacedTime) { Interval = Pace };
        var pairs = new List<(Series B3, Series Fresh)>();
        foreach (var hello in Hello.Handlers)
        {
            var url = await bench.DeployAsync(
                $"bench-fresh-{hello.Runtime}", hello, Isolation.Invocation, cancellationToken);
            Dial dial = Hello.CallOf(url).DialAsync;
            await bench.Load.RunAsync(dial, plan with { Duration = bench.Settings.RoundTime }, cancellationToken);
            pairs.Add((
                bench.Loaded($"B3 docker run {hello.Runtime}", bench.DockerRunOf(hello), plan),
                bench.Loaded($"fresh {hello.Runtime}, every 200 ms", dial, plan)));
        }

        await bench.InterleaveAsync(
            [.. pairs.SelectMany(pair => (Series[])[pair.B3, pair.Fresh])], cancellationToken);
        return
        [
            .. pairs.SelectMany(pair => (Row[])
            [
                Row.Of(pair.B3),
                Row.Of(
                    pair.Fresh,
                    Bar.AtMost("p50 / B3's", pair.Fresh.P50Ms / pair.B3.P50Ms, 1.0 / 40),
                    Bar.AtMost("p99 / B3's", pair.Fresh.P99Ms / pair.B3.P99Ms, 1.0 / 12)),
            ]),
        ];
    }
}
