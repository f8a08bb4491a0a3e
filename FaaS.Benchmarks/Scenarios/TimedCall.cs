using System.Diagnostics;
using FaaS.Benchmarks.Load;

namespace FaaS.Benchmarks.Scenarios;

/// <summary>Calls that are not made by a plan.</summary>
internal static class TimedCall
{
    /// <summary>Its latency in milliseconds.</summary>
    public static async Task<double> MakeAsync(
        ICaller caller, ICollection<string> errors, CancellationToken cancellationToken)
    {
        var sent = Stopwatch.GetTimestamp();
        if (await caller.CallAsync(cancellationToken) is { } error)
        {
            errors.Add(error);
        }

        return Stopwatch.GetElapsedTime(sent).TotalMilliseconds;
    }

    public static async Task<LoadResult> RepeatAsync(
        Bench bench, Dial dial, int calls, CancellationToken cancellationToken)
    {
        await using var caller = await dial(cancellationToken);
        var meter = bench.Load.StartMeter();
        var latencies = new List<double>();
        var errors = new List<string>();
        for (var call = 0; call < calls; call++)
        {
            latencies.Add(await MakeAsync(caller, errors, cancellationToken));
        }

        return meter.Stop(latencies, errors);
    }
}
