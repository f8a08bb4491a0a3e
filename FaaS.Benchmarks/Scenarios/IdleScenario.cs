using System.Globalization;
using FaaS.Benchmarks.Load;
using FaaS.Benchmarks.Reports;
using FaaS.Client.Functions;

namespace FaaS.Benchmarks.Scenarios;

/// <summary>A call of a function that nobody has called for a minute. Several functions share each wait.</summary>
internal sealed class IdleScenario : IScenario
{
    private const int Functions = 5;

    public string Name => "idle";

    public bool IsLong => true;

    public async Task<IReadOnlyList<Row>> RunAsync(Bench bench, CancellationToken cancellationToken)
    {
        var idle = bench.Settings.Idle.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        var b3 = new Series(
            "B3 docker run python",
            token => TimedCall.RepeatAsync(bench, bench.DockerRunOf(Hello.Python), Functions, token));
        var groups = new List<(Series Series, Dial[] Functions)>();
        foreach (var isolation in (Isolation[])[Isolation.Function, Isolation.Invocation])
        {
            foreach (var hello in Hello.Handlers)
            {
                var kind = isolation == Isolation.Function ? "warm" : "fresh";
                var prefix = $"bench-idle-{kind}-{hello.Runtime}";
                groups.Add((
                    new Series($"{kind} {hello.Runtime} after {idle} s idle"),
                    await DeployAsync(bench, hello, isolation, prefix, cancellationToken)));
            }
        }

        await CallAllAsync(bench, groups.SelectMany(group => group.Functions), cancellationToken);
        for (var round = 0; round < bench.Settings.Rounds; round++)
        {
            await bench.InterleaveOnceAsync([b3], cancellationToken);
            await CallAllAsync(bench, groups.SelectMany(group => group.Functions), cancellationToken);
            await Task.Delay(bench.Settings.Idle, cancellationToken);
            foreach (var (series, functions) in groups)
            {
                series.Add(await CallAllAsync(bench, functions, cancellationToken));
            }
        }

        return
        [
            Row.Of(b3),
            .. groups.Select(group => Row.Of(
                group.Series, Bar.AtMost("p50 / B3's", group.Series.P50Ms / b3.P50Ms, 1.0 / 40))),
        ];
    }

    private static async Task<Dial[]> DeployAsync(
        Bench bench, Hello hello, Isolation isolation, string prefix, CancellationToken cancellationToken)
    {
        var functions = new List<Dial>();
        for (var number = 1; number <= Functions; number++)
        {
            var url = await bench.DeployAsync($"{prefix}-{number}", hello, isolation, cancellationToken);
            functions.Add(Hello.CallOf(url).DialAsync);
        }

        return [.. functions];
    }

    private static async Task<LoadResult> CallAllAsync(
        Bench bench, IEnumerable<Dial> functions, CancellationToken cancellationToken)
    {
        var meter = bench.Load.StartMeter();
        var latencies = new List<double>();
        var errors = new List<string>();
        foreach (var function in functions)
        {
            // Each is to find the platform at rest, and not busy with what the one before has used up.
            await bench.Containers.SettleAsync(cancellationToken);
            await using var caller = await function(cancellationToken);
            latencies.Add(await TimedCall.MakeAsync(caller, errors, cancellationToken));
        }

        return meter.Stop(latencies, errors);
    }
}
