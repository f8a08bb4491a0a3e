using FaaS.Benchmarks.Load;
using FaaS.Benchmarks.Reports;
using FaaS.Client.Functions;

namespace FaaS.Benchmarks.Scenarios;

/// <summary>What Api and worker hold before and after very many calls.</summary>
internal sealed class LeakScenario : IScenario
{
    private const int Clients = 32;
    private const int WarmUpShare = 10;

    public string Name => "leak";

    public bool IsLong => true;

    public async Task<IReadOnlyList<Row>> RunAsync(Bench bench, CancellationToken cancellationToken)
    {
        var url = await bench.DeployAsync("bench-leak", Hello.Node, Isolation.Function, cancellationToken);
        Dial dial = Hello.CallOf(url).DialAsync;
        var calls = bench.Settings.LeakCalls;
        await bench.Load.RunAsync(dial, LoadPlan.OfCalls(Clients, calls / WarmUpShare), cancellationToken);

        var before = await Footprint.TakeAsync(bench, cancellationToken);
        var load = bench.Loaded($"{calls} calls", dial, LoadPlan.OfCalls(Clients, calls));
        await load.MeasureAsync(cancellationToken);
        var after = await Footprint.TakeAsync(bench, cancellationToken);
        return
        [
            Row.Of(
                load,
                Bar.AtMost("Api MB after / before", after.ApiMb / before.ApiMb, 1.2),
                Bar.AtMost("worker MB after / before", after.WorkerMb / before.WorkerMb, 1.2),
                Bar.AtMost("more open files", after.OpenFiles - before.OpenFiles, 0),
                Bar.AtMost("more sockets", after.Sockets - before.Sockets, 0),
                Bar.AtMost("more containers", after.Containers - before.Containers, 0)) with
            {
                Figures = new Dictionary<string, double>
                {
                    ["Api MB before"] = before.ApiMb,
                    ["Api MB after"] = after.ApiMb,
                    ["worker MB before"] = before.WorkerMb,
                    ["worker MB after"] = after.WorkerMb,
                },
            },
        ];
    }
}
