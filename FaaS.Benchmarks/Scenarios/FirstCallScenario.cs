using FaaS.Benchmarks.Load;
using FaaS.Benchmarks.Reports;
using FaaS.Client.Functions;

namespace FaaS.Benchmarks.Scenarios;

/// <summary>The first call of a function that has just been deployed, with code that was never seen before.</summary>
internal sealed class FirstCallScenario : IScenario
{
    private const int Deployments = 5;

    public string Name => "first";

    public async Task<IReadOnlyList<Row>> RunAsync(Bench bench, CancellationToken cancellationToken)
    {
        var groups = ((Hello[])[Hello.Node, Hello.Python, Hello.Go]).Select(hello => (
            B3: new Series($"B3 docker run {hello.Runtime}", token => RunDockerAsync(bench, hello, token)),
            First: new Series($"first call, {hello.Runtime}", token => CallFirstAsync(bench, hello, token)))).ToArray();
        await bench.InterleaveAsync(
            [.. groups.SelectMany(group => (Series[])[group.B3, group.First])], cancellationToken);
        return
        [
            .. groups.SelectMany(group => (Row[])
            [
                Row.Of(group.B3),
                Row.Of(group.First, Bar.AtMost("p50 / B3's", group.First.P50Ms / group.B3.P50Ms, 0.1)),
            ]),
        ];
    }

    private static async Task<LoadResult> CallFirstAsync(Bench bench, Hello hello, CancellationToken cancellationToken)
    {
        var name = $"bench-first-{hello.Runtime}";
        var meter = bench.Load.StartMeter();
        var latencies = new List<double>();
        var errors = new List<string>();
        for (var deployment = 0; deployment < Deployments; deployment++)
        {
            var url = await bench.DeployAsync(name, hello.NeverSeen(), Isolation.Invocation, cancellationToken);
            await using var caller = await Hello.CallOf(url).DialAsync(cancellationToken);
            latencies.Add(await TimedCall.MakeAsync(caller, errors, cancellationToken));
            await bench.Containers.SettleAsync(cancellationToken);
        }

        return meter.Stop(latencies, errors) with { CpuMsPerCall = null };
    }

    private static Task<LoadResult> RunDockerAsync(Bench bench, Hello hello, CancellationToken cancellationToken)
        => TimedCall.RepeatAsync(bench, bench.DockerRunOf(hello), Deployments, cancellationToken);
}
