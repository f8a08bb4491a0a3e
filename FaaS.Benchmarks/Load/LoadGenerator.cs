using System.Diagnostics;
using FaaS.Benchmarks.Docker;

namespace FaaS.Benchmarks.Load;

/// <summary>Each client sends its next call when the last is answered, and not before it is due.</summary>
internal sealed class LoadGenerator(ContainerCounter containers)
{
    public async Task<LoadResult> RunAsync(Dial dial, LoadPlan plan, CancellationToken cancellationToken)
    {
        var callers = new List<ICaller>();
        try
        {
            for (var client = 0; client < plan.Clients; client++)
            {
                callers.Add(await dial(cancellationToken));
            }

            return await RunAsync(callers, plan, cancellationToken);
        }
        finally
        {
            foreach (var caller in callers)
            {
                await caller.DisposeAsync();
            }
        }
    }

    /// <summary>For calls that are not made by a plan.</summary>
    public Meter StartMeter() => new(containers);

    private async Task<LoadResult> RunAsync(
        List<ICaller> callers, LoadPlan plan, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var clients = callers.Select((caller, index) =>
        {
            var offset = plan.Interval * index / callers.Count;
            return Task.Run(() => new LoadClient(caller, plan, started, offset).RunAsync(cancellationToken));
        }).ToArray();
        if (plan.Lead > TimeSpan.Zero)
        {
            await Task.Delay(plan.Lead, cancellationToken);
        }

        var meter = StartMeter();
        var results = await Task.WhenAll(clients);
        return meter.Stop(
            [.. results.SelectMany(client => client.LatenciesMs)], [.. results.SelectMany(client => client.Errors)]);
    }
}
