using FaaS.Worker.Docker;

namespace FaaS.Worker.Sandboxes;

/// <summary>
/// Removes what an earlier life of this worker has left, what a hanging daemon made after nobody waited any more, and
/// the dead sandboxes of workers that never came back.
/// </summary>
internal sealed partial class OrphanSweep(
    DockerClient docker,
    DockerMonitor monitor,
    SandboxRemover remover,
    StrandedShims shims,
    WorkerDirectory workerDirectory,
    TimeProvider timeProvider,
    ILogger<OrphanSweep> logger) : BackgroundService
{
    private const int ParallelRemovals = 4;

    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    // A daemon that comes back may still do what it was asked for long ago, after the first sweep.
    private static readonly TimeSpan Unrest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan UnrestInterval = TimeSpan.FromSeconds(2);

    // Longer than any worker takes to start what it has made, or to read why what it had started has ended.
    private static readonly TimeSpan MaxLifeless = TimeSpan.FromMinutes(5);

    private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Dictionary<string, long> _lifelessSince = [];
    private long _ranAt;
    private long _unrestSince = long.MinValue / 2;

    /// <summary>The first sweep is done. Nothing may be started before.</summary>
    public Task Completed => _completed.Task;

    private bool IsDue => !Completed.IsCompleted
        || timeProvider.GetElapsedTime(_ranAt) >= (IsInUnrest ? UnrestInterval : Interval);

    private bool IsInUnrest => timeProvider.GetElapsedTime(Volatile.Read(ref _unrestSince)) < Unrest;

    /// <summary>Something has been left behind, and more may follow.</summary>
    public void Hurry() => Volatile.Write(ref _unrestSince, timeProvider.GetTimestamp());

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        monitor.OnLost(Hurry);
        using var timer = new PeriodicTimer(Poll, timeProvider);
        do
        {
            if (IsDue)
            {
                await RunPassAsync(stoppingToken);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task RunPassAsync(CancellationToken cancellationToken)
    {
        try
        {
            await RunAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is DockerException or IOException or UnauthorizedAccessException)
        {
            Hurry();
            Log.SweepFailed(logger, exception.Message);
        }
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        _ranAt = timeProvider.GetTimestamp();
        var containers = await docker.ListAsync(SandboxContainer.SandboxLabel, cancellationToken);

        // What follows looks at folders and processes, and the thread that has read the answer serves sockets.
        await Task.Yield();
        Notice(containers.Where(container => container.State is "created" or "exited" or "dead"));
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

        var stranded = shims.Kill(containers.Select(container => container.Id).ToHashSet());
        if (stranded > 0)
        {
            // What they kept is gone now, and they themselves go next.
            Hurry();
            Log.ShimsKilled(logger, stranded);
        }

        _completed.TrySetResult();
        if (orphans.Length > 0)
        {
            Log.OrphansRemoved(logger, orphans.Length);
        }
    }

    private void Notice(IEnumerable<ContainerSummary> lifeless) => _lifelessSince = lifeless.ToDictionary(
        container => container.Id, container => _lifelessSince.GetValueOrDefault(container.Id, _ranAt));

    private bool IsOrphan(ContainerSummary container)
        => container.Labels.GetValueOrDefault(SandboxContainer.WorkerLabel) == workerDirectory.WorkerId
            ? !remover.Knows(container.Labels[SandboxContainer.SandboxLabel])
            : _lifelessSince.TryGetValue(container.Id, out var since)
                && timeProvider.GetElapsedTime(since) >= MaxLifeless;

    // One that cannot be removed now waits for the next sweep; it does not keep all others from starting.
    private async ValueTask RemoveAsync(string container, CancellationToken cancellationToken)
    {
        try
        {
            if (await docker.TryRemoveAsync(container, cancellationToken))
            {
                shims.Remember(container);
            }
            else
            {
                Hurry();
            }
        }
        catch (DockerException exception) when (exception.Fault is DockerFault.Failed or DockerFault.Timeout)
        {
            Hurry();
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

        [LoggerMessage(LogLevel.Warning, "What earlier sandboxes left cannot be looked for now: {Reason}")]
        public static partial void SweepFailed(ILogger logger, string reason);

        [LoggerMessage(LogLevel.Warning, "Killed {Count} shims of containers that the Docker daemon has forgotten.")]
        public static partial void ShimsKilled(ILogger logger, int count);

        [LoggerMessage(LogLevel.Information, "Removed {Count} orphaned sandboxes.")]
        public static partial void OrphansRemoved(ILogger logger, int count);
    }
}
