using FaaS.Benchmarks.Platform;

namespace FaaS.Benchmarks.Scenarios;

/// <summary>What Api and worker hold at one moment. Files and sockets are those of both.</summary>
internal sealed record Footprint(double ApiMb, double WorkerMb, int OpenFiles, int Sockets, int Containers)
{
    private const int Looks = 10;

    // Records are written behind, pools shrink, connections close late.
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    /// <summary>The least of several looks: what is held for a moment is no leak.</summary>
    public static async Task<Footprint> TakeAsync(Bench bench, CancellationToken cancellationToken)
    {
        await Task.Delay(Rest, cancellationToken);
        var least = await LookAsync(bench, cancellationToken);
        for (var look = 1; look < Looks; look++)
        {
            await Task.Delay(BetweenLooks, cancellationToken);
            least = least.Least(await LookAsync(bench, cancellationToken));
        }

        return least;
    }

    public Footprint Least(Footprint other) => new(
        Math.Min(ApiMb, other.ApiMb),
        Math.Min(WorkerMb, other.WorkerMb),
        Math.Min(OpenFiles, other.OpenFiles),
        Math.Min(Sockets, other.Sockets),
        Math.Min(Containers, other.Containers));

    private static async Task<Footprint> LookAsync(Bench bench, CancellationToken cancellationToken)
    {
        var (api, worker) = (bench.Processes.Api, bench.Processes.Worker);
        return new(
            ProcessFigures.WorkingSetMb(api),
            ProcessFigures.WorkingSetMb(worker),
            ProcessFigures.OpenFiles(api) + ProcessFigures.OpenFiles(worker),
            ProcessFigures.Sockets(api) + ProcessFigures.Sockets(worker),
            (await bench.SandboxesAsync(cancellationToken)).Count);
    }
}
