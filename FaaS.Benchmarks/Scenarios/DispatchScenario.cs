using FaaS.Benchmarks.Load;
using FaaS.Benchmarks.Reports;

namespace FaaS.Benchmarks.Scenarios;

/// <summary>How long an idle platform takes from accepting an asynchronous call to starting it.</summary>
internal sealed class DispatchScenario : IScenario
{
    private const double BoundMs = 10;

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(200);

    public string Name => "dispatch";

    public async Task<IReadOnlyList<Row>> RunAsync(Bench bench, CancellationToken cancellationToken)
    {
        var function = await AsyncFunction.DeployAsync(bench, "bench-dispatch", cancellationToken);
        var plan = new LoadPlan(1, bench.Settings.PacedTime) { Interval = Pace };
        var done = new Series("accepted to done, when idle");
        var started = new Series("accepted to started, when idle", async token =>
        {
            var since = TimeProvider.System.GetUtcNow();
            var sent = await bench.Load.RunAsync(function.Accept.DialAsync, plan, token);
            await function.DrainAsync(token);
            var invocations = await function.ReadAsync(since, token);
            done.Add(AsyncFunction.ResultOf(sent, invocations, invocation => invocation.TotalMs!.Value));
            return AsyncFunction.ResultOf(
                sent,
                invocations,
                invocation => (invocation.StartedAt!.Value - invocation.CreatedAt).TotalMilliseconds);
        });

        await bench.InterleaveAsync([started], cancellationToken);
        return [Row.Of(started, Bar.AtMost("p50 ms", started.P50Ms, BoundMs)), Row.Of(done)];
    }
}
