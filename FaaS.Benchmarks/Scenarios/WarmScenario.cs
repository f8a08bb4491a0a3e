using FaaS.Benchmarks.Baselines;
using FaaS.Benchmarks.Load;
using FaaS.Benchmarks.Reports;
using FaaS.Client.Functions;

namespace FaaS.Benchmarks.Scenarios;

/// <summary>Synchronous calls of a loaded function (isolation <c>function</c>) against B2.</summary>
internal sealed class WarmScenario : IScenario
{
    public string Name => "warm";

    public async Task<IReadOnlyList<Row>> RunAsync(Bench bench, CancellationToken cancellationToken)
    {
        await using var node = await NodeServer.StartAsync(cancellationToken);
        var baseline = Bench.Hello(node.Url);
        var rows = new List<Row>();
        foreach (var (runtime, source) in Bench.HelloSources)
        {
            var url = await bench.DeployAsync(
                $"bench-warm-{runtime}", runtime, source, Isolation.Function, cancellationToken);
            var target = Bench.Hello(url);
            await LoadGenerator.RunAsync(target, new(10, bench.RoundTime), cancellationToken);

            var one = await CompareAsync(bench, target, baseline, clients: 1, cancellationToken);
            var eight = await CompareAsync(bench, target, baseline, clients: 8, cancellationToken);
            var many = await CompareAsync(bench, target, baseline, clients: 32, cancellationToken);
            rows.AddRange(
            [
                Row.Baseline("B2 bare node, 1 client", one),
                Row.AtMost($"warm {runtime}, 1 client", one, "p50 / B2 p50", one.Ratio(r => r.P50), 2.5),
                Row.AtMost($"warm {runtime}, 1 client", one, "tail / B2 tail", one.Ratio(r => r.P99 / r.P50), 2),
                Row.Baseline("B2 bare node, 8 clients", eight),
                Row.AtLeast($"warm {runtime}, 8 clients", eight, "calls / B2 calls", eight.Ratio(Calls), 0.2),
                Row.Baseline("B2 bare node, 32 clients", many),
                Row.AtLeast($"warm {runtime}, 32 clients", many, "calls / B2 calls", many.Ratio(Calls), 0.3),
                Row.AtMost($"warm {runtime}, 32 clients", many, "p99 / p50", Tail(many), 5),
            ]);
        }

        return rows;
    }

    private static Task<Comparison> CompareAsync(
        Bench bench, HttpTarget target, HttpTarget baseline, int clients, CancellationToken cancellationToken)
    {
        var plan = new LoadPlan(clients, bench.RoundTime);
        return bench.CompareAsync(
            token => LoadGenerator.RunAsync(target, plan, token),
            token => LoadGenerator.RunAsync(baseline, plan, token),
            cancellationToken);
    }

    private static double Calls(LoadResult result) => result.CallsPerSecond;

    private static double Tail(Comparison comparison)
        => Comparison.Median(comparison.Subject, result => result.P99 / result.P50);
}
