using System.Text.Json;
using FaaS.Benchmarks.Baselines;
using FaaS.Benchmarks.Load;
using FaaS.Benchmarks.Reports;
using FaaS.Client.Functions;
using FaaS.Client.Invocations;

namespace FaaS.Benchmarks.Scenarios;

/// <summary>Synchronous calls of a loaded function (isolation <c>function</c>) against B2 and B4.</summary>
internal sealed class WarmScenario : IScenario
{
    private const int Concurrency = 10;
    private const int ManyClients = 32;
    private const int CensusCalls = 100;

    public string Name => "warm";

    public async Task<IReadOnlyList<Row>> RunAsync(Bench bench, CancellationToken cancellationToken)
    {
        await using var node = await ChildServer.NodeHelloAsync(cancellationToken);
        var functions = new List<(Hello Hello, HttpTarget Target)>();
        foreach (var hello in Hello.Handlers)
        {
            var url = await bench.DeployAsync(
                FunctionOf(hello), hello, Isolation.Function, cancellationToken, Concurrency);
            functions.Add((hello, Hello.CallOf(url)));
            await WarmUpAsync(bench, Hello.CallOf(url), cancellationToken);
        }

        await WarmUpAsync(bench, Hello.CallOf(node.Url), cancellationToken);
        return
        [
            .. await OneClientAsync(bench, node, functions, cancellationToken),
            .. await SeveralClientsAsync(bench, node, functions, cancellationToken),
            .. await ManyClientsAsync(bench, node, functions, cancellationToken),
        ];
    }

    private static string FunctionOf(Hello hello) => $"bench-warm-{hello.Runtime}";

    private static Task<LoadResult> WarmUpAsync(Bench bench, HttpTarget target, CancellationToken cancellationToken)
        => bench.Load.RunAsync(target.DialAsync, new(ManyClients, bench.Settings.RoundTime), cancellationToken);

    private static async Task<IEnumerable<Row>> OneClientAsync(
        Bench bench, ChildServer node, List<(Hello, HttpTarget)> functions, CancellationToken cancellationToken)
    {
        var plan = new LoadPlan(1, bench.Settings.RoundTime);
        var b2 = bench.Loaded("B2 bare node, 1 client", Hello.CallOf(node.Url).DialAsync, plan);
        var pairs = functions.Select(function =>
        {
            var (hello, target) = function;
            var image = bench.ImageOf(hello);
            return (
                Warm: bench.Loaded($"warm {hello.Runtime}, 1 client", target.DialAsync, plan),
                Agent: bench.Loaded(
                    $"B4 {hello.Runtime} agent's socket",
                    async token => await AgentRoundTrip.StartAsync(bench.Docker, image, hello, token),
                    plan));
        }).ToArray();
        await bench.InterleaveAsync(
            [b2, .. pairs.SelectMany(pair => (Series[])[pair.Warm, pair.Agent])], cancellationToken);

        var tail = b2.Median(Tail);
        return pairs.SelectMany(pair => (Row[])
        [
            Row.Of(
                pair.Warm,
                Bar.AtMost("p50 / B2's", pair.Warm.P50Ms / b2.P50Ms, 2.5),
                Bar.AtMost("p99:p50 / B2's", pair.Warm.Median(Tail) / tail, 2)),
            Row.Of(pair.Agent),
        ]).Prepend(Row.Of(b2));
    }

    private static async Task<IEnumerable<Row>> SeveralClientsAsync(
        Bench bench, ChildServer node, List<(Hello, HttpTarget)> functions, CancellationToken cancellationToken)
    {
        var (b2, warm) = await CompareAsync(bench, node, functions, 8, cancellationToken);
        return warm
            .Select(series => Row.Of(series, Bar.AtLeast("calls / B2's", RatioOfCalls(series, b2), 0.2)))
            .Prepend(Row.Of(b2));
    }

    private static async Task<IEnumerable<Row>> ManyClientsAsync(
        Bench bench, ChildServer node, List<(Hello Hello, HttpTarget)> functions, CancellationToken cancellationToken)
    {
        var (b2, warm) = await CompareAsync(bench, node, functions, ManyClients, cancellationToken);
        var rows = new List<Row> { Row.Of(b2) };
        foreach (var (series, function) in warm.Zip(functions))
        {
            var sandboxes = await CountSandboxesAsync(bench, FunctionOf(function.Hello), cancellationToken);
            rows.Add(Row.Of(
                series,
                Bar.AtLeast("calls / B2's", RatioOfCalls(series, b2), 0.3),
                Bar.AtMost("p99 / p50", series.Median(Tail), 5),
                Bar.AtMost("sandboxes that answer", sandboxes, Concurrency)));
        }

        return rows;
    }

    private static async Task<(Series B2, Series[] Warm)> CompareAsync(
        Bench bench,
        ChildServer node,
        List<(Hello Hello, HttpTarget Target)> functions,
        int clients,
        CancellationToken cancellationToken)
    {
        var plan = new LoadPlan(clients, bench.Settings.RoundTime);
        var b2 = bench.Loaded($"B2 bare node, {clients} clients", Hello.CallOf(node.Url).DialAsync, plan);
        Series[] warm =
        [
            .. functions.Select(function => bench.Loaded(
                $"warm {function.Hello.Runtime}, {clients} clients", function.Target.DialAsync, plan)),
        ];
        await bench.InterleaveAsync([b2, .. warm], cancellationToken);
        return (b2, warm);
    }

    /// <summary>Each sandbox has a number of its own since it was loaded, and says it when asked.</summary>
    private static async Task<int> CountSandboxesAsync(
        Bench bench, string function, CancellationToken cancellationToken)
    {
        var question = Payload.Json("""{"census":true}""");
        var answers = await Task.WhenAll(Enumerable.Range(0, ManyClients).Select(async _ =>
        {
            var seen = new HashSet<string>();
            for (var call = 0; call < CensusCalls; call++)
            {
                var answer = await bench.Client.Invocations.InvokeAsync(function, question, cancellationToken);
                seen.Add(JsonDocument.Parse(answer.Content).RootElement.GetProperty("sandbox").GetString()!);
            }

            return seen;
        }));
        return answers.SelectMany(seen => seen).Distinct().Count();
    }

    private static double RatioOfCalls(Series warm, Series b2) => warm.CallsPerSecond / b2.CallsPerSecond;

    private static double Tail(LoadResult round) => round.P99Ms / round.P50Ms;
}
