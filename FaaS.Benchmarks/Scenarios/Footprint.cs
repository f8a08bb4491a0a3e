using FaaS.Benchmarks.Platform;

namespace FaaS.Benchmarks.Scenarios;

/// <summary>What Api and worker hold at one moment. Files and sockets are those of both.</summary>
internal sealed record Footprint(double ApiMb, double WorkerMb, int OpenFiles, int Sockets, int Containers)
{
    /// <param name="rest">How long nothing is to happen before.</param>
    public static async Task<Footprint> TakeAsync(Bench bench, TimeSpan rest, CancellationToken cancellationToken)
    {
        await Task.Delay(rest, cancellationToken);
        await bench.Containers.SettleAsync(cancellationToken);
        var (api, worker) = (bench.Processes.Api, bench.Processes.Worker);
        return new(
            ProcessFigures.WorkingSetMb(api),
            ProcessFigures.WorkingSetMb(worker),
            ProcessFigures.OpenFiles(api) + ProcessFigures.OpenFiles(worker),
            ProcessFigures.Sockets(api) + ProcessFigures.Sockets(worker),
            (await bench.SandboxesAsync(cancellationToken)).Count);
    }
}
