using FaaS.Benchmarks.Load;
using FaaS.Benchmarks.Platform;
using FaaS.Benchmarks.Reports;
using FaaS.Client.Invocations;

namespace FaaS.Benchmarks.Scenarios;

/// <summary>How fast a backlog is worked off, against synchronous calls of the same function.</summary>
internal sealed class BacklogScenario : IScenario
{
    private const int Clients = 32;

    public string Name => "backlog";

    public bool IsLong => true;

    public async Task<IReadOnlyList<Row>> RunAsync(Bench bench, CancellationToken cancellationToken)
    {
        var function = await AsyncFunction.DeployAsync(bench, "bench-backlog", cancellationToken);
        var warm = bench.Loaded(
            $"warm nodejs, {Clients} clients", function.Invoke.DialAsync, new(Clients, bench.Settings.RoundTime));
        var lost = 0;
        var drain = new Series($"backlog of {bench.Settings.Backlog}, drained", async token =>
        {
            var (accepted, done) = await FillAndDrainAsync(bench, function, token);
            lost += accepted - done.Count(invocation => invocation.Status == InvocationStatus.Succeeded);
            var first = done.Min(invocation => invocation.StartedAt)!.Value;
            var last = done.Max(invocation => invocation.FinishedAt)!.Value;
            return LoadResult.Of([.. done.Select(invocation => invocation.TotalMs ?? double.NaN)], last - first);
        });

        await bench.InterleaveAsync([warm, drain], cancellationToken);
        return
        [
            Row.Of(warm),
            Row.Of(
                drain,
                Bar.AtLeast("calls / warm calls", drain.CallsPerSecond / warm.CallsPerSecond, 0.5),
                Bar.AtMost("accepted but not done", lost, 0)),
        ];
    }

    /// <summary>What the scheduler starts meanwhile would be no backlog, so it sleeps until all is there.</summary>
    private static async Task<(int Accepted, IReadOnlyList<Invocation> Done)> FillAndDrainAsync(
        Bench bench, AsyncFunction function, CancellationToken cancellationToken)
    {
        LoadResult accepted;
        var since = TimeProvider.System.GetUtcNow();
        var scheduler = bench.Processes.Scheduler;
        PlatformProcesses.Stop(scheduler);
        try
        {
            var plan = LoadPlan.OfCalls(Clients, bench.Settings.Backlog);
            accepted = await bench.Load.RunAsync(function.Accept.DialAsync, plan, cancellationToken);
            if (accepted.Errors > 0)
            {
                throw new InvalidDataException($"The backlog could not be made: {accepted.FirstError}");
            }
        }
        finally
        {
            PlatformProcesses.Continue(scheduler);
        }

        await function.DrainAsync(cancellationToken);
        return (accepted.Calls, await function.ReadAsync(since, cancellationToken));
    }
}
