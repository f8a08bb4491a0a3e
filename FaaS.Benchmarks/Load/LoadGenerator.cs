using System.Diagnostics;

namespace FaaS.Benchmarks.Load;

/// <summary>A closed loop: each client sends its next call when the last is answered.</summary>
internal static class LoadGenerator
{
    public static async Task<LoadResult> RunAsync(
        HttpTarget target, LoadPlan plan, CancellationToken cancellationToken)
    {
        var cpuBefore = MachineCpu.ReadMs();
        var started = Stopwatch.GetTimestamp();
        var clients = Enumerable.Range(0, plan.Clients)
            .Select(_ => Task.Run(() => RunClientAsync(target, plan, started, cancellationToken), cancellationToken));
        var results = await Task.WhenAll(clients);
        var elapsed = Stopwatch.GetElapsedTime(started);
        var cpu = MachineCpu.ReadMs() - cpuBefore;

        var latencies = results.SelectMany(result => result.Latencies).Order().ToArray();
        return new(latencies, elapsed, results.Sum(result => result.Errors), cpu / Math.Max(1, latencies.Length));
    }

    private static async Task<(List<double> Latencies, int Errors)> RunClientAsync(
        HttpTarget target, LoadPlan plan, long started, CancellationToken cancellationToken)
    {
        var latencies = new List<double>();
        var errors = 0;
        await using var connection = await HttpConnection.OpenAsync(target.Server, cancellationToken);

        while (Stopwatch.GetElapsedTime(started) < plan.Duration)
        {
            var sent = Stopwatch.GetTimestamp();
            var status = await connection.SendAsync(target.Request, cancellationToken);
            latencies.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
            errors += status is >= 200 and < 300 ? 0 : 1;

            if (plan.Pause > TimeSpan.Zero)
            {
                await Task.Delay(plan.Pause, cancellationToken);
            }
        }

        return (latencies, errors);
    }
}
