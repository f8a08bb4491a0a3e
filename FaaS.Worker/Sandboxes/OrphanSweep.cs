using FaaS.Worker.Docker;

namespace FaaS.Worker.Sandboxes;

/// <summary>
/// Removes what an earlier life of this worker has left, and the dead sandboxes of workers that never came back.
/// </summary>
internal sealed partial class OrphanSweep(
    DockerClient docker, WorkerDirectory workerDirectory, ILogger<OrphanSweep> logger)
{
    private const int ParallelRemovals = 4;

    private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Nothing may be started before: the sweep could not tell it from an orphan.</summary>
    public Task Completed => _completed.Task;

    /// <exception cref="DockerException">The daemon is away; to be tried again.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var own = await docker.ListAsync(
            $"{SandboxContainer.WorkerLabel}={workerDirectory.WorkerId}", cancellationToken);
        var all = await docker.ListAsync(SandboxContainer.SandboxLabel, cancellationToken);
        var orphans = own.Concat(all.Where(container => container.State is "exited" or "dead"))
            .Select(container => container.Id)
            .Distinct()
            .ToArray();

        await Parallel.ForEachAsync(
            orphans,
            new ParallelOptions { MaxDegreeOfParallelism = ParallelRemovals, CancellationToken = cancellationToken },
            async (container, token) => await docker.RemoveAsync(container, token));

        foreach (var directory in Directory.GetDirectories(
            workerDirectory.Subdirectory(SandboxStarter.DirectoryName)))
        {
            new SandboxDirectory(directory).Delete();
        }

        _completed.TrySetResult();
        if (orphans.Length > 0)
        {
            Log.OrphansRemoved(logger, orphans.Length);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Removed {Count} orphaned sandboxes.")]
        public static partial void OrphansRemoved(ILogger logger, int count);
    }
}
