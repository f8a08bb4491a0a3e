using System.Diagnostics;
using FaaS.Benchmarks.Baselines;
using FaaS.Benchmarks.Load;
using FaaS.Benchmarks.Reports;
using FaaS.Client.Functions;

namespace FaaS.Benchmarks.Scenarios;

/// <summary>A container that nothing has used before for every call (isolation <c>invocation</c>) against B3.</summary>
internal sealed class FreshScenario(string dockerSocket, string imageTag) : IScenario
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(200);

    public string Name => "fresh";

    public async Task<IReadOnlyList<Row>> RunAsync(Bench bench, CancellationToken cancellationToken)
    {
        using var docker = new DockerRun(dockerSocket);
        var rows = new List<Row>();
        foreach (var (runtime, source, command) in Runtimes())
        {
            var url = await bench.DeployAsync(
                $"bench-fresh-{runtime}", runtime, source, Isolation.Invocation, cancellationToken);
            var target = Bench.Hello(url);
            var plan = new LoadPlan(1, bench.RoundTime, Pace);
            await LoadGenerator.RunAsync(target, plan, cancellationToken);

            var comparison = await bench.CompareAsync(
                token => LoadGenerator.RunAsync(target, plan, token),
                token => RunDockerAsync(docker, $"faas/{runtime}:{imageTag}", command, bench.RoundTime, token),
                cancellationToken);
            var (median, tail) = (comparison.Ratio(result => result.P50), comparison.Ratio(result => result.P99));
            var scenario = $"fresh {runtime}, every 200 ms";
            rows.AddRange(
            [
                Row.Baseline($"B3 docker run {runtime}", comparison),
                Row.AtMost(scenario, comparison, "p50 / B3 p50", median, 0.025),
                Row.AtMost(scenario, comparison, "p99 / B3 p99", tail, 0.083),
            ]);
        }

        return rows;
    }

    private static (string Runtime, string Source, string[] Command)[] Runtimes() =>
    [
        ("nodejs", Bench.HelloNode, ["node", "-e", "console.log(JSON.stringify({ message: 'hello x' }))"]),
        ("python", Bench.HelloPython, ["python3", "-c", "import json; print(json.dumps({'message': 'hello x'}))"]),
    ];

    private static async Task<LoadResult> RunDockerAsync(
        DockerRun docker, string image, string[] command, TimeSpan duration, CancellationToken cancellationToken)
    {
        var latencies = new List<double>();
        var cpuBefore = MachineCpu.ReadMs();
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < duration)
        {
            var begun = Stopwatch.GetTimestamp();
            await docker.RunAsync(image, command, cancellationToken);
            latencies.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
            await Task.Delay(Pace, cancellationToken);
        }

        var cpu = MachineCpu.ReadMs() - cpuBefore;
        return new([.. latencies.Order()], Stopwatch.GetElapsedTime(started), 0, cpu / latencies.Count);
    }
}
