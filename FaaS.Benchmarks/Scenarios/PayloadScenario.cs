using FaaS.Benchmarks.Baselines;
using FaaS.Benchmarks.Load;
using FaaS.Benchmarks.Reports;
using FaaS.Client.Functions;

namespace FaaS.Benchmarks.Scenarios;

/// <summary>One megabyte in and out, against B1.</summary>
internal sealed class PayloadScenario : IScenario
{
    private const string Echo = "exports.handler = async (event) => event;";

    public string Name => "payload";

    public async Task<IReadOnlyList<Row>> RunAsync(Bench bench, CancellationToken cancellationToken)
    {
        await using var echo = await KestrelEcho.StartAsync(cancellationToken);
        var url = await bench.DeployAsync("bench-echo", "nodejs", Echo, Isolation.Function, cancellationToken);
        var body = new byte[1024 * 1024];
        var target = HttpTarget.Post(url, body, "application/octet-stream");
        var baseline = HttpTarget.Post(echo.Url, body, "application/octet-stream");
        var plan = new LoadPlan(4, bench.RoundTime);
        await LoadGenerator.RunAsync(target, plan, cancellationToken);

        var comparison = await bench.CompareAsync(
            token => LoadGenerator.RunAsync(target, plan, token),
            token => LoadGenerator.RunAsync(baseline, plan, token),
            cancellationToken);
        var calls = comparison.Ratio(result => result.CallsPerSecond);
        return
        [
            Row.Baseline("B1 kestrel echo, 1 MB, 4 clients", comparison),
            Row.AtLeast("echo 1 MB, 4 clients", comparison, "calls / B1 calls", calls, 0.3),
        ];
    }
}
