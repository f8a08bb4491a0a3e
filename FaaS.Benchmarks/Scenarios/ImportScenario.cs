using System.Globalization;
using FaaS.Benchmarks.Baselines;
using FaaS.Benchmarks.Load;
using FaaS.Benchmarks.Reports;
using FaaS.Client.Functions;

namespace FaaS.Benchmarks.Scenarios;

/// <summary>Fresh containers for a module that keeps a core busy for a second when it is loaded.</summary>
internal sealed class ImportScenario : IScenario
{
    private const int Calls = 10;

    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(2);

    private static readonly Hello Heavy = Hello.Python with
    {
        Source = """
            import time
            begun = time.perf_counter()
            while time.perf_counter() - begun < 1:
                sum(range(1000))
            import_ms = (time.perf_counter() - begun) * 1000
            def handler(event, context):
                return {"message": f"hello {event['name']}"}
            """,
    };

    public string Name => "import";

    public async Task<IReadOnlyList<Row>> RunAsync(Bench bench, CancellationToken cancellationToken)
    {
        var url = await bench.DeployAsync("bench-import", Heavy, Isolation.Invocation, cancellationToken);
        var plan = new LoadPlan(1, Calls * Pace) { Interval = Pace };
        var bare = new DockerRun(
            bench.Docker,
            new(bench.ImageOf(Heavy)) { Command = ["python3", "-c", $"{Heavy.Source}\nprint(import_ms)"] });
        var import = new Series("import in a bare container", async token =>
        {
            var meter = bench.Load.StartMeter();
            var printed = await bare.RunAsync(token);
            return meter.Stop([double.Parse(printed.Trim(), CultureInfo.InvariantCulture)]);
        });
        var fresh = bench.Loaded("fresh, 1 s import, every 2 s", Hello.CallOf(url).DialAsync, plan);

        await bench.Load.RunAsync(Hello.CallOf(url).DialAsync, plan with { Duration = 2 * Pace }, cancellationToken);
        await bench.InterleaveAsync([import, fresh], cancellationToken);
        return
        [
            Row.Of(import),
            Row.Of(fresh, Bar.AtMost("p50 / the import", fresh.P50Ms / import.P50Ms, 1.0 / 50)),
        ];
    }
}
