using FaaS.Benchmarks.Baselines;
using FaaS.Benchmarks.Load;
using FaaS.Benchmarks.Reports;

namespace FaaS.Benchmarks.Scenarios;

/// <summary>Whether the load generator is the bottleneck: it and wrk, which does least per call, against B1.</summary>
internal sealed class GeneratorScenario : IScenario
{
    private const int Clients = 32;

    public string Name => "generator";

    public async Task<IReadOnlyList<Row>> RunAsync(Bench bench, CancellationToken cancellationToken)
    {
        await using var kestrel = await ChildServer.KestrelEchoAsync(cancellationToken);
        var plan = new LoadPlan(Clients, bench.Settings.RoundTime);
        Dial dial = Hello.CallOf(kestrel.Url).DialAsync;
        await bench.Load.RunAsync(dial, plan, cancellationToken);
        var ours = bench.Loaded($"B1 Kestrel echo, {Clients} clients", dial, plan);
        if (!Wrk.IsInstalled)
        {
            await bench.InterleaveAsync([ours], cancellationToken);
            return [Row.Of(ours)];
        }

        var wrk = new Series(
            $"B1 by wrk, {Clients} clients",
            token => Wrk.RunAsync(kestrel.Url, Clients, bench.Settings.RoundTime, token));
        await bench.InterleaveAsync([ours, wrk], cancellationToken);
        return
        [
            Row.Of(ours, Bar.AtLeast("calls / wrk's", ours.CallsPerSecond / wrk.CallsPerSecond, 0.8)),
            Row.Of(wrk),
        ];
    }
}
