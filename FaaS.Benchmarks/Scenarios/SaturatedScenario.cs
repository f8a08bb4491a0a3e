using FaaS.Benchmarks.Baselines;
using FaaS.Benchmarks.Load;
using FaaS.Benchmarks.Reports;
using FaaS.Client.Functions;

namespace FaaS.Benchmarks.Scenarios;

/// <summary>As many fresh containers as can be had, against the most that the Engine makes and removes.</summary>
internal sealed class SaturatedScenario : IScenario
{
    private const int Clients = 8;

    // 1 is the same number of calls for both.
    private const double FairShare = 0.8;

    public string Name => "saturated";

    public async Task<IReadOnlyList<Row>> RunAsync(Bench bench, CancellationToken cancellationToken)
    {
        var url = await bench.DeployAsync("bench-saturated", Hello.Python, Isolation.Invocation, cancellationToken);
        var rival = await bench.DeployAsync("bench-rival", Hello.Python, Isolation.Invocation, cancellationToken);

        // Without the lead, the containers that stand ready would count as if they had been made in time.
        var plan = new LoadPlan(Clients, bench.Settings.RoundTime) { Lead = bench.Settings.RoundTime };
        var churn = bench.Loaded(
            $"B3 churn, {Clients} at once",
            DockerChurn.Dial(bench.Docker, bench.ImageOf(Hello.Python)),
            plan);
        var run = bench.Loaded($"B3 docker run, {Clients} at once", bench.DockerRunOf(Hello.Python), plan);
        var alone = bench.Loaded($"fresh python, {Clients} clients", Hello.CallOf(url).DialAsync, plan);
        var second = new Series($"the other, {Clients / 2} clients");
        var first = new Series($"one of two, {Clients / 2} clients", async token =>
        {
            var half = plan with { Clients = Clients / 2 };
            var both = await Task.WhenAll(
                bench.Load.RunAsync(Hello.CallOf(url).DialAsync, half, token),
                bench.Load.RunAsync(Hello.CallOf(rival).DialAsync, half, token));
            second.Add(both[1]);
            return both[0];
        });
        await bench.InterleaveAsync([churn, run, alone, first], cancellationToken);

        var most = Math.Max(churn.CallsPerSecond, run.CallsPerSecond);
        var shares = first.CallsPerSecond / second.CallsPerSecond;
        return
        [
            Row.Of(churn),
            Row.Of(run),
            Row.Of(alone, Bar.AtLeast("calls / most of B3", alone.CallsPerSecond / most, 0.9)),
            Row.Of(first, Bar.AtLeast("smaller / larger share", Math.Min(shares, 1 / shares), FairShare)),
            Row.Of(second),
        ];
    }
}
