using System.Net.Sockets;
using FaaS.Domain.Functions;
using FaaS.Protocol.Frames;
using FaaS.Worker.Docker;
using FaaS.Worker.Networking;
using Microsoft.Extensions.Options;

namespace FaaS.Worker.Sandboxes;

/// <summary>Turns nothing into a generic sandbox whose agent waits for its <c>init</c>.</summary>
internal sealed class SandboxStarter(
    DockerClient docker,
    DockerMonitor monitor,
    EgressNetwork egress,
    SandboxContainer container,
    RuntimeImages images,
    SandboxRemover remover,
    OrphanSweep orphanSweep,
    StrandedShims shims,
    WorkerDirectory workerDirectory,
    WorkerMetrics metrics,
    IOptions<SandboxOptions> options,
    TimeProvider timeProvider,
    ILogger<SandboxStarter> logger)
{
    public const string DirectoryName = "sandboxes";

    // Enough for 400 MB of log per second, and less than a tenth of a core's time to read.
    private const double FramesPerSecond = 100_000;
    private const double FrameBurst = 100_000;

    private static readonly TimeSpan ExitCheckInterval = TimeSpan.FromSeconds(1);

    private readonly string _root = workerDirectory.Subdirectory(DirectoryName);

    /// <summary>Why it is no use to wait for a start. Null: the daemon starts sandboxes.</summary>
    public SandboxCapacityException? Refusal
        => monitor.Loss is { } loss ? new SandboxCapacityException(loss) : null;

    public bool IsReady => orphanSweep.Completed.IsCompletedSuccessfully && monitor.Fault is null;

    /// <summary>Takes over the reservation, also when it fails.</summary>
    /// <exception cref="DockerException">The daemon did not do it, or the agent did not come up.</exception>
    /// <exception cref="EgressRefusedException">Its network could not be filtered.</exception>
    public async Task<Sandbox> StartAsync(
        SandboxShape shape, MemoryReservation memory, CancellationToken cancellationToken)
    {
        var startedAt = timeProvider.GetTimestamp();
        var id = Guid.CreateVersion7().ToString("N");
        var directory = new SandboxDirectory(Path.Combine(_root, id));
        var name = $"faas-{id}";
        remover.Expect(id);
        try
        {
            directory.Create();
            using var door = new AgentDoor(directory.SocketDirectory);
            var network = shape.Network is NetworkAccess.None
                ? SandboxNetwork.None
                : await egress.OpenAsync(cancellationToken);
            var spec = container.SpecOf(shape, network, id, directory);
            var created = await StartContainerAsync(name, spec, shape, cancellationToken);
            var sandbox = await OpenAsync(shape, memory, id, created, directory, door, cancellationToken);
            metrics.SandboxStarted(shape.Image, timeProvider.GetElapsedTime(startedAt));
            return sandbox;
        }
        catch (Exception exception)
        {
            await DiscardAsync(name, directory, exception);
            remover.Forget(id);
            memory.Dispose();
            throw;
        }
    }

    private async Task<string> StartContainerAsync(
        string name, ContainerSpec spec, SandboxShape shape, CancellationToken cancellationToken)
    {
        using var watch = monitor.Watch();
        var created = "";
        try
        {
            created = await docker.CreateAsync(name, spec, cancellationToken);
            await docker.StartAsync(created, cancellationToken);
            monitor.StartSucceeded();
            return created;
        }
        catch (DockerException exception) when (IsFaultOfDaemon(exception.Fault, shape))
        {
            shims.Remember(created);
            monitor.StartFailed(exception);
            throw;
        }
    }

    // The network of those with egress may be gone; without it all sandboxes are alike.
    private static bool IsFaultOfDaemon(DockerFault fault, SandboxShape shape)
        => fault is DockerFault.Timeout or DockerFault.Unreachable
            || (fault is DockerFault.Failed && shape.Network is NetworkAccess.None);

    private async Task<Sandbox> OpenAsync(
        SandboxShape shape,
        MemoryReservation memory,
        string id,
        string created,
        SandboxDirectory directory,
        AgentDoor door,
        CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.Value.StartTimeout);
        try
        {
            var peer = await AcceptAsync(door, shape, created, limit.Token);
            var process = AgentProcess.Find(peer, created);
            var connection = new FrameConnection(
                new NetworkStream(peer, ownsSocket: true),
                ConnectionSide.Accepted,
                timeProvider,
                shape.IsBuild ? FrameLimits.MaxBuildBodyBytes : FrameLimits.MaxBodyBytes,
                new ReadPace(FramesPerSecond, FrameBurst));
            var cgroup = process is null ? null : Cgroup.Of(process.Pid);
            var parts = new SandboxParts(id, created, directory, connection, process, cgroup, memory)
            {
                Network = shape.Network,
                Traffic = process is null || shape.Network is NetworkAccess.None
                    ? null
                    : TrafficCounters.Of(process.Pid),
            };
            var sandbox = new Sandbox(
                parts,
                remover,
                timeProvider,
                logger);
            remover.Add(sandbox);
            await GreetAsync(sandbox, shape, limit.Token);
            return sandbox;
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new DockerException(
                DockerFault.Timeout,
                $"No agent called from a {shape.Image} sandbox within {options.Value.StartTimeout.TotalSeconds} s.",
                exception);
        }
    }

    // A broken image would hold up the starts of all others, if nobody looked whether there still is an agent.
    private async Task<Socket> AcceptAsync(
        AgentDoor door, SandboxShape shape, string created, CancellationToken cancellationToken)
    {
        var accepting = door.AcceptAsync(cancellationToken);
        while (true)
        {
            var pause = Task.Delay(ExitCheckInterval, timeProvider, cancellationToken);
            if (await Task.WhenAny(accepting, pause) == accepting)
            {
                return await accepting;
            }

            var state = (await docker.InspectAsync(created, cancellationToken)).State;
            if (!state.Running && !accepting.IsCompleted)
            {
                throw new DockerException(
                    DockerFault.Failed,
                    $"The agent of {images.NameOf(shape.Image)} ended with exit code {state.ExitCode} at its start.");
            }
        }
    }

    private async Task GreetAsync(Sandbox sandbox, SandboxShape shape, CancellationToken cancellationToken)
    {
        try
        {
            var hello = await sandbox.GreetAsync(cancellationToken);
            if (hello.Agent != images.Version)
            {
                throw new DockerException(
                    DockerFault.Rejected,
                    $"The agent in {images.NameOf(shape.Image)} has version {hello.Agent}; rebuild the image.");
            }
        }
        catch
        {
            sandbox.Kill();
            throw;
        }
    }

    private async Task DiscardAsync(string name, SandboxDirectory directory, Exception exception)
    {
        if (exception is DockerException { Fault: DockerFault.Timeout or DockerFault.Unreachable })
        {
            // Somebody waits for the bad news, and this daemon would not answer now either.
            orphanSweep.Hurry();
            return;
        }

        try
        {
            // By its name: a daemon that did not answer in time may have created it all the same.
            if (await docker.TryRemoveAsync(name, CancellationToken.None))
            {
                directory.Delete();
            }
            else
            {
                orphanSweep.Hurry();
            }
        }
        catch (Exception failed) when (failed is DockerException or IOException or UnauthorizedAccessException)
        {
            // The reason is being thrown already; what is left here is an orphan.
            orphanSweep.Hurry();
        }
    }
}
