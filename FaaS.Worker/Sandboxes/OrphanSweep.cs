using FaaS.Worker.Docker;

namespace FaaS.Worker.Sandboxes;

/// <summary>
/// Removes what an earlier life of this worker has left, what a hanging daemon made after nobody waited any more, and
/// the dead sandboxes of workers that never came back.
/// </summary>
internal sealed partial class OrphanSweep(
    DockerClient docker,
    SandboxRemover remover,
    WorkerDirectory workerDirectory,
    TimeProvider timeProvider,
    ILogger<OrphanSweep> logger)
{
    private const int ParallelRemovals = 4;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _ranAt;

    /// <summary>The first sweep is done. Nothing may be started before.</summary>
    public Task Completed => _completed.Task;

    /// <exception cref="DockerException">The daemon is away; to be tried again.</exception>
    public async Task RunIfDueAsync(CancellationToken cancellationToken)
    {
        if (Completed.IsCompleted && timeProvider.GetElapsedTime(_ranAt) < Interval)
        {
            return;
        }

        _ranAt = timeProvider.GetTimestamp();
        var containers = await docker.ListAsync(SandboxContainer.SandboxLabel, cancellationToken);
        var orphans = containers.Where(IsOrphan).Select(container => container.Id).ToArray();
        await Parallel.ForEachAsync(
            orphans,
            new ParallelOptions { MaxDegreeOfParallelism = ParallelRemovals, CancellationToken = cancellationToken },
            async (container, token) => await RemoveAsync(container, token));

        var directories = Directory.GetDirectories(workerDirectory.Subdirectory(SandboxStarter.DirectoryName));
        foreach (var directory in directories.Where(path => !remover.Knows(Path.GetFileName(path))))
        {
            Delete(directory);
        }

        _completed.TrySetResult();
        if (orphans.Length > 0)
        {
            Log.OrphansRemoved(logger, orphans.Length);
        }
    }

    private bool IsOrphan(ContainerSummary container)
        => container.Labels.GetValueOrDefault(SandboxContainer.WorkerLabel) == workerDirectory.WorkerId
            ? !remover.Knows(container.Labels[SandboxContainer.SandboxLabel])
            : container.State is "exited" or "dead";

    // One that cannot be removed now waits for the next sweep; it does not keep all others from starting.
    private async ValueTask RemoveAsync(string container, CancellationToken cancellationToken)
    {
        try
        {
            await docker.RemoveAsync(container, cancellationToken);
        }
        catch (DockerException exception) when (exception.Fault is DockerFault.Failed or DockerFault.Timeout)
        {
            Log.OrphanStays(logger, container, exception.Message);
        }
    }

    private void Delete(string directory)
    {
        try
        {
            new SandboxDirectory(directory).Delete();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Log.OrphanStays(logger, directory, exception.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "What an earlier sandbox left, {Orphan}, cannot be removed yet: {Reason}")]
        public static partial void OrphanStays(ILogger logger, string orphan, string reason);

        [LoggerMessage(LogLevel.Information, "Removed {Count} orphaned sandboxes.")]
        public static partial void OrphansRemoved(ILogger logger, int count);
    }
}
