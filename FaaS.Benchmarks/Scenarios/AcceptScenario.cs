using FaaS.Benchmarks.Baselines;
using FaaS.Benchmarks.Load;
using FaaS.Benchmarks.Reports;
using FaaS.Client.Invocations;

namespace FaaS.Benchmarks.Scenarios;

/// <summary>
/// Durable 202s, against a loop that commits one row at a time in the same Postgres; and, at half of that rate, the
/// time from acceptance to the end.
/// </summary>
internal sealed class AcceptScenario : IScenario
{
    private const int Clients = 8;

    public string Name => "accept";

    public async Task<IReadOnlyList<Row>> RunAsync(Bench bench, CancellationToken cancellationToken)
    {
        var postgres = bench.Processes.Postgres;
        await InsertLoop.CreateTableAsync(postgres, cancellationToken);
        try
        {
            return await RunAsync(bench, postgres, cancellationToken);
        }
        finally
        {
            await InsertLoop.DropTableAsync(postgres, CancellationToken.None);
        }
    }

    private static async Task<IReadOnlyList<Row>> RunAsync(
        Bench bench, string postgres, CancellationToken cancellationToken)
    {
        var function = await AsyncFunction.DeployAsync(bench, "bench-accept", cancellationToken);
        var startedAt = TimeProvider.System.GetUtcNow();
        var plan = new LoadPlan(Clients, bench.Settings.RoundTime);
        var inserts = bench.Loaded($"bare insert loop, {Clients} clients", InsertLoop.Dial(postgres), plan);
        var accepts = new Series($"accept (202), {Clients} clients", async token =>
        {
            var result = await bench.Load.RunAsync(function.Accept.DialAsync, plan, token);
            await function.DrainAsync(token);
            return result;
        });
        await bench.InterleaveAsync([inserts, accepts], cancellationToken);

        var accepted = accepts.Rounds.Sum(round => round.Calls - round.Errors);
        var kept = await function.ReadAsync(startedAt, cancellationToken);
        var succeeded = kept.Count(invocation => invocation.Status == InvocationStatus.Succeeded);
        var half = new Series(
            "accepted to done, at half that rate",
            token => RunAtHalfAsync(bench, function, accepts.CallsPerSecond / 2, token));
        await bench.InterleaveAsync([half], cancellationToken);
        return
        [
            Row.Of(inserts),
            Row.Of(
                accepts,
                Bar.AtLeast("calls / inserts", accepts.CallsPerSecond / inserts.CallsPerSecond, 0.5),
                Bar.AtMost("accepted but not done", accepted - succeeded, 0)),
            Row.Of(half),
        ];
    }

    private static async Task<LoadResult> RunAtHalfAsync(
        Bench bench, AsyncFunction function, double callsPerSecond, CancellationToken cancellationToken)
    {
        var startedAt = TimeProvider.System.GetUtcNow();
        var plan = LoadPlan.AtRate(Clients, bench.Settings.RoundTime, callsPerSecond);
        var sent = await bench.Load.RunAsync(function.Accept.DialAsync, plan, cancellationToken);
        await function.DrainAsync(cancellationToken);
        var invocations = await function.ReadAsync(startedAt, cancellationToken);
        return AsyncFunction.ResultOf(sent, invocations, invocation => invocation.TotalMs!.Value);
    }
}
