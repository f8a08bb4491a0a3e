using FaaS.Benchmarks.Load;
using FaaS.Benchmarks.Platform;
using FaaS.Benchmarks.Reports;
using FaaS.Client.Functions;

namespace FaaS.Benchmarks.Scenarios;

/// <summary>
/// The first call on a worker that does not have the code, while its pool is warm. A deployment leaves the code on the
/// worker that tried it, so the worker is killed and loses its cache between the deployments and the calls.
/// </summary>
internal sealed class UnseenScenario : IScenario
{
    private const int Functions = 5;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public string Name => "unseen";

    public async Task<IReadOnlyList<Row>> RunAsync(Bench bench, CancellationToken cancellationToken)
    {
        var groups = Hello.Handlers.Select(hello => (
            Hello: hello,
            B3: new Series(
                $"B3 docker run {hello.Runtime}",
                token => TimedCall.RepeatAsync(bench, bench.DockerRunOf(hello), Functions, token)),
            First: new Series($"first call, {hello.Runtime}, no code"))).ToArray();
        for (var round = 0; round < bench.Settings.Rounds; round++)
        {
            await bench.InterleaveOnceAsync(groups.Select(group => group.B3), cancellationToken);
            var functions = new List<(Series First, Dial Dial)>();
            foreach (var (hello, _, first) in groups)
            {
                for (var number = 1; number <= Functions; number++)
                {
                    var name = $"bench-unseen-{hello.Runtime}-{number}";
                    functions.Add((first, await DeployAsync(bench, name, hello.NeverSeen(), cancellationToken)));
                }
            }

            await ForgetCodeAsync(bench, cancellationToken);
            foreach (var calls in functions.GroupBy(function => function.First, function => function.Dial))
            {
                calls.Key.Add(await CallAsync(bench, calls, cancellationToken));
            }
        }

        return
        [
            .. groups.SelectMany(group => (Row[])
            [
                Row.Of(group.B3),
                Row.Of(group.First, Bar.AtMost("p50 / B3's", group.First.P50Ms / group.B3.P50Ms, 0.1)),
            ]),
        ];
    }

    private static async Task<Dial> DeployAsync(
        Bench bench, string name, Hello hello, CancellationToken cancellationToken)
        => Hello.CallOf(await bench.DeployAsync(name, hello, Isolation.Invocation, cancellationToken)).DialAsync;

    private static async Task<LoadResult> CallAsync(
        Bench bench, IEnumerable<Dial> functions, CancellationToken cancellationToken)
    {
        var meter = bench.Load.StartMeter();
        var latencies = new List<double>();
        var errors = new List<string>();
        foreach (var function in functions)
        {
            await bench.Containers.SettleAsync(cancellationToken);
            await using var caller = await function(cancellationToken);
            latencies.Add(await TimedCall.MakeAsync(caller, errors, cancellationToken));
        }

        return meter.Stop(latencies, errors) with { CpuMsPerCall = null };
    }

    /// <summary>The supervisor starts the worker again. Calls of other functions warm up its code.</summary>
    private static async Task ForgetCodeAsync(Bench bench, CancellationToken cancellationToken)
    {
        var worker = bench.Processes.Worker;
        var directory = ProcessFigures.EnvironmentOf(worker, "Worker__Directory")!;
        var killedAt = TimeProvider.System.GetUtcNow();
        PlatformProcesses.Kill(worker);
        foreach (var cache in Directory.EnumerateDirectories(directory, "code", SearchOption.AllDirectories))
        {
            Directory.Delete(cache, recursive: true);
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        while (!(await bench.Client.Admin.ListWorkersAsync(patience.Token))
            .Any(found => found.State == "ready" && found.ConnectedAt > killedAt))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), patience.Token);
        }

        foreach (var hello in Hello.Handlers)
        {
            for (var call = 1; call <= Functions; call++)
            {
                var name = $"bench-warm-up-{hello.Runtime}";
                var dial = await DeployAsync(bench, name, hello.NeverSeen(), cancellationToken);
                await TimedCall.RepeatAsync(bench, dial, Functions, cancellationToken);
            }
        }
    }
}
