using FaaS.Benchmarks.Baselines;
using FaaS.Benchmarks.Load;
using FaaS.Benchmarks.Platform;
using FaaS.Benchmarks.Reports;
using FaaS.Client.Functions;

namespace FaaS.Benchmarks.Scenarios;

/// <summary>One megabyte in and out, against B1.</summary>
internal sealed class PayloadScenario : IScenario
{
    private const int Clients = 4;
    private const string ContentType = "application/octet-stream";

    private static readonly Hello Echo = Hello.Node with { Source = "exports.handler = async (event) => event;" };

    public string Name => "payload";

    public async Task<IReadOnlyList<Row>> RunAsync(Bench bench, CancellationToken cancellationToken)
    {
        await using var kestrel = await ChildServer.KestrelEchoAsync(cancellationToken);
        var url = await bench.DeployAsync("bench-echo", Echo, Isolation.Function, cancellationToken);
        var body = new byte[1024 * 1024];
        Dial baseline = HttpTarget.Post(kestrel.Url, body, ContentType).DialAsync;
        Dial subject = HttpTarget.Post(url, body, ContentType).DialAsync;
        var plan = new LoadPlan(Clients, bench.Settings.RoundTime);
        var b1 = bench.Loaded($"B1 Kestrel echo 1 MB, {Clients} clients", baseline, plan);
        var echo = bench.Loaded($"echo 1 MB, {Clients} clients", subject, plan);
        await bench.Load.RunAsync(baseline, plan, cancellationToken);
        await bench.Load.RunAsync(subject, plan, cancellationToken);

        var worker = bench.Processes.Worker;
        var before = ProcessFigures.WorkingSetMb(worker);
        await bench.InterleaveAsync([b1, echo], cancellationToken);
        var after = ProcessFigures.WorkingSetMb(worker);
        return
        [
            Row.Of(b1),
            Row.Of(
                echo,
                Bar.AtLeast("calls / B1's", echo.CallsPerSecond / b1.CallsPerSecond, 0.3),
                Bar.AtMost("worker MB after / before", after / before, 1.2)),
        ];
    }
}
