using System.Globalization;
using FaaS.Worker.Docker;
using FaaS.Worker.Networking;
using Microsoft.Extensions.Options;

namespace FaaS.Worker.Sandboxes;

/// <summary>Says how the container of a sandbox is locked in.</summary>
internal sealed class SandboxContainer(
    IOptions<SandboxOptions> options, RuntimeImages images, WorkerDirectory workerDirectory)
{
    public const string WorkerLabel = "faas.worker";
    public const string SandboxLabel = "faas.sandbox";

    private const string Hostname = "sandbox";

    // Until a generic sandbox becomes a function, only its agent runs in it.
    private const int GenericLimitMib = 128;

    // One for every page: no more than that can have content, and empty ones cost the machine memory, too.
    private const int TmpFilesPerMib = 256;

    // The users that the base image knows. The kernel counts some things by user, such as what watches files, and two
    // sandboxes of the same one could use up each other's. Workers of one machine start at different places.
    private const int FirstUser = 10_001;
    private const int Users = 1000;
    private const int Group = 10_001;

    // Nobody asks a sandbox to stop. But for so long the daemon waits, when it is to remove one that is dead, for the
    // news of its end, and what ended while containerd was away is never told.
    private const int StopTimeoutSeconds = 1;

    private readonly SandboxOptions _options = options.Value;
    private readonly string _hosts = WriteHosts(workerDirectory.Path);
    private readonly int _userOffset = Random.Shared.Next(Users);
    private int _usersGiven;

    public ContainerSpec SpecOf(SandboxShape shape, SandboxNetwork net, string sandbox, SandboxDirectory files) => new()
    {
        Image = images.NameOf(shape.Image),
        User = NextUser(),
        Hostname = Hostname,
        Env = ["FAAS_SOCKET=/run/faas/agent.sock", "FAAS_CODE=/code"],
        Labels = new Dictionary<string, string>
        {
            [WorkerLabel] = workerDirectory.WorkerId,
            [SandboxLabel] = sandbox,
        },
        StopTimeout = StopTimeoutSeconds,
        NetworkDisabled = net.IsNone,
        HostConfig = HostConfigOf(shape, net, files),
    };

    private string NextUser()
    {
        var number = (uint)(_userOffset + Interlocked.Increment(ref _usersGiven)) % Users;
        return string.Create(CultureInfo.InvariantCulture, $"{FirstUser + number}:{Group}");
    }

    private HostConfig HostConfigOf(SandboxShape shape, SandboxNetwork network, SandboxDirectory directory)
    {
        var limits = shape.IsBuild
            ? new SandboxLimits(_options.BuildMemoryMb, Environment.ProcessorCount)
            : new SandboxLimits(GenericLimitMib, 1);

        return new HostConfig
        {
            NetworkMode = network.Mode,
            Dns = network.Resolvers,
            DnsSearch = network.SearchedDomains,
            IpcMode = "private",
            ReadonlyRootfs = true,
            CapDrop = ["ALL"],
            SecurityOpt = images.Seccomp is { } seccomp
                ? ["no-new-privileges", $"seccomp={seccomp}"]
                : ["no-new-privileges"],
            Mounts = MountsOf(network, directory),
            Tmpfs = new Dictionary<string, string> { ["/tmp"] = TmpOptions(shape) },
            Ulimits =
            [
                new ResourceLimit("nofile", _options.OpenFiles, _options.OpenFiles),
                new ResourceLimit("core", 0, 0),
                new ResourceLimit("msgqueue", 0, 0),
            ],
            ShmSize = _options.ShmMb * 1024L * 1024,
            LogConfig = new LogConfig("none"),
            Memory = limits.MemoryBytes,
            MemorySwap = limits.MemoryBytes,
            NanoCpus = limits.NanoCpus,
            CpuShares = _options.CpuShares,
            PidsLimit = shape.IsBuild ? Math.Max(1024, _options.PidsLimit) : _options.PidsLimit,
            Runtime = _options.OciRuntime is { Length: > 0 } runtime ? runtime : null,
        };
    }

    // The daemon writes it for containers that have a network of its making.
    private static string WriteHosts(string directory)
    {
        var path = Path.Combine(directory, "hosts");
        File.WriteAllText(path, $"127.0.0.1 localhost\n::1 localhost\n127.0.1.1 {Hostname}\n");
        return path;
    }

    private BindMount[] MountsOf(SandboxNetwork network, SandboxDirectory directory)
    {
        BindMount[] own =
        [
            new(directory.SocketDirectory, "/run/faas", ReadOnly: true),
            new(directory.CodeDirectory, "/code", ReadOnly: true),
        ];
        return network.IsNone ? [.. own, new(_hosts, "/etc/hosts", ReadOnly: true)] : own;
    }

    private string TmpOptions(SandboxShape shape)
    {
        var size = shape.IsBuild ? _options.BuildMemoryMb / 2 : _options.TmpMb;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"rw,exec,nosuid,nodev,size={size}m,nr_inodes={size * TmpFilesPerMib},mode=1777");
    }
}
