using System.Text.Json;
using FaaS.Benchmarks.Baselines;
using FaaS.Benchmarks.Load;
using FaaS.Benchmarks.Reports;
using FaaS.Client.Functions;
using FaaS.Client.Invocations;

namespace FaaS.Benchmarks.Scenarios;

/// <summary>
/// Synchronous calls of a loaded function (isolation <c>function</c>) against B2; B4 and B5 show what its parts take.
/// </summary>
internal sealed class WarmScenario : IScenario
{
    private const int Concurrency = 10;
    private const int ManyClients = 32;
    private const int CensusCalls = 100;

    public string Name => "warm";

    public async Task<IReadOnlyList<Row>> RunAsync(Bench bench, CancellationToken cancellationToken)
    {
        await using var node = await ChildServer.NodeHelloAsync(cancellationToken);
        var chains = new List<BareChain>();
        try
        {
            var subjects = new List<Subject>();
            foreach (var hello in Hello.Handlers)
            {
                var url = await bench.DeployAsync(
                    FunctionOf(hello), hello, Isolation.Function, cancellationToken, Concurrency);
                chains.Add(await BareChain.StartAsync(
                    bench.Docker, bench.ImageOf(hello), hello, Concurrency, cancellationToken));
                var subject = new Subject(hello, Hello.CallOf(url), Hello.CallOf(chains[^1].Url));
                subjects.Add(subject);
                await WarmUpAsync(bench, subject.Function, cancellationToken);
                await WarmUpAsync(bench, subject.Chain, cancellationToken);
            }

            await WarmUpAsync(bench, Hello.CallOf(node.Url), cancellationToken);
            return
            [
                .. await OneClientAsync(bench, node, subjects, cancellationToken),
                .. await SeveralClientsAsync(bench, node, subjects, cancellationToken),
                .. await ManyClientsAsync(bench, node, subjects, cancellationToken),
            ];
        }
        finally
        {
            foreach (var chain in chains)
            {
                await chain.DisposeAsync();
            }
        }
    }

    private static string FunctionOf(Hello hello) => $"bench-warm-{hello.Runtime}";

    private static Task<LoadResult> WarmUpAsync(Bench bench, HttpTarget target, CancellationToken cancellationToken)
        => bench.Load.RunAsync(target.DialAsync, new(ManyClients, bench.Settings.RoundTime), cancellationToken);

    private static async Task<IEnumerable<Row>> OneClientAsync(
        Bench bench, ChildServer node, List<Subject> subjects, CancellationToken cancellationToken)
    {
        var plan = new LoadPlan(1, bench.Settings.RoundTime);
        var b2 = bench.Loaded("B2 bare node, 1 client", Hello.CallOf(node.Url).DialAsync, plan);
        var measured = subjects.Select(subject =>
        {
            var hello = subject.Hello;
            var image = bench.ImageOf(hello);
            return (
                Warm: bench.Loaded($"warm {hello.Runtime}, 1 client", subject.Function.DialAsync, plan),
                Chain: bench.Loaded($"B5 bare chain {hello.Runtime}, 1 client", subject.Chain.DialAsync, plan),
                Agent: bench.Loaded(
                    $"B4 {hello.Runtime} agent's socket",
                    async token => await AgentRoundTrip.StartAsync(bench.Docker, image, hello, token),
                    plan));
        }).ToArray();
        await bench.InterleaveAsync(
            [b2, .. measured.SelectMany(one => (Series[])[one.Warm, one.Chain, one.Agent])], cancellationToken);

        var tail = b2.Median(Tail);
        return measured.SelectMany(one => (Row[])
        [
            Row.Of(
                one.Warm,
                Bar.AtMost("p50 / B2's", one.Warm.P50Ms / b2.P50Ms, 2.5),
                Bar.AtMost("p99:p50 / B2's", one.Warm.Median(Tail) / tail, 2)),
            Row.Of(one.Chain),
            Row.Of(one.Agent),
        ]).Prepend(Row.Of(b2));
    }

    private static async Task<IEnumerable<Row>> SeveralClientsAsync(
        Bench bench, ChildServer node, List<Subject> subjects, CancellationToken cancellationToken)
    {
        var (b2, measured) = await CompareAsync(bench, node, subjects, 8, cancellationToken);
        return measured
            .SelectMany(one => (Row[])
            [
                Row.Of(one.Warm, Bar.AtLeast("calls / B2's", RatioOfCalls(one.Warm, b2), 0.2)),
                Row.Of(one.Chain),
            ])
            .Prepend(Row.Of(b2));
    }

    private static async Task<IEnumerable<Row>> ManyClientsAsync(
        Bench bench, ChildServer node, List<Subject> subjects, CancellationToken cancellationToken)
    {
        var (b2, measured) = await CompareAsync(bench, node, subjects, ManyClients, cancellationToken);
        var rows = new List<Row> { Row.Of(b2) };
        foreach (var ((warm, chain), subject) in measured.Zip(subjects))
        {
            var sandboxes = await CountSandboxesAsync(bench, FunctionOf(subject.Hello), cancellationToken);
            rows.Add(Row.Of(
                warm,
                Bar.AtLeast("calls / B2's", RatioOfCalls(warm, b2), 0.3),
                Bar.AtMost("p99 / p50", warm.Median(Tail), 5),
                Bar.AtMost("sandboxes that answer", sandboxes, Concurrency)));
            rows.Add(Row.Of(chain));
        }

        return rows;
    }

    private static async Task<(Series B2, (Series Warm, Series Chain)[] Measured)> CompareAsync(
        Bench bench, ChildServer node, List<Subject> subjects, int clients, CancellationToken cancellationToken)
    {
        var plan = new LoadPlan(clients, bench.Settings.RoundTime);
        var b2 = bench.Loaded($"B2 bare node, {clients} clients", Hello.CallOf(node.Url).DialAsync, plan);
        (Series Warm, Series Chain)[] measured =
        [
            .. subjects.Select(subject => (
                bench.Loaded($"warm {subject.Hello.Runtime}, {clients} clients", subject.Function.DialAsync, plan),
                bench.Loaded(
                    $"B5 bare chain {subject.Hello.Runtime}, {clients} clients", subject.Chain.DialAsync, plan))),
        ];
        await bench.InterleaveAsync(
            [b2, .. measured.SelectMany(one => (Series[])[one.Warm, one.Chain])], cancellationToken);
        return (b2, measured);
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

    /// <param name="Chain">B5 for the same function.</param>
    private sealed record Subject(Hello Hello, HttpTarget Function, HttpTarget Chain);
}
