using FaaS.Domain.Functions;
using FaaS.Worker.Docker;
using FaaS.Worker.Sandboxes;
using Microsoft.Extensions.Options;

namespace FaaS.Worker.Runtimes;

/// <summary>
/// Knows which runtimes have their image, in the version that this worker was built with, and whether the daemon can
/// lock sandboxes in as configured.
/// </summary>
internal sealed partial class RuntimeCheck(
    DockerClient docker,
    RuntimeImages images,
    IOptions<SandboxOptions> options,
    TimeProvider timeProvider,
    ILogger<RuntimeCheck> logger)
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(10);

    private readonly HashSet<Runtime> _available = [];
    private long? _askedAt;

    /// <summary>Null until the images have been looked for. Says what is missing, for people.</summary>
    public string? Fault { get; private set; }

    /// <exception cref="DockerException">The daemon is away.</exception>
    public async Task<IReadOnlyCollection<Runtime>> AvailableAsync(CancellationToken cancellationToken)
    {
        var all = Enum.GetValues<Runtime>();
        if (_available.Count == all.Length
            || (_askedAt is { } askedAt && timeProvider.GetElapsedTime(askedAt) < RetryInterval))
        {
            return _available;
        }

        var fault = FaultOf(await docker.InfoAsync(cancellationToken));
        _askedAt = timeProvider.GetTimestamp();
        if (fault is not null)
        {
            Log.NoConfinement(logger, fault);
            Fault = fault;
            return _available;
        }

        foreach (var runtime in all)
        {
            await LookForAsync(runtime, cancellationToken);
        }

        Fault = _available.Count == 0
            ? $"No runtime image of version {images.Version} is there; build them with ./faas images."
            : null;
        return _available;
    }

    // Without this, every container would be refused when it is created, or run with less than was asked for.
    private string? FaultOf(DockerInfo daemon)
    {
        var names = daemon.Runtimes?.Keys ?? [];
        if (options.Value.OciRuntime is { Length: > 0 } wanted && !names.Contains(wanted))
        {
            return $"The Docker daemon has no OCI runtime '{wanted}' (Worker:Sandbox:OciRuntime), "
                + $"it has {string.Join(", ", names)}; add it to the daemon's configuration.";
        }

        var filters = daemon.SecurityOptions ?? [];
        return filters.Any(option => option.StartsWith("name=seccomp", StringComparison.Ordinal))
            ? null
            : "The Docker daemon cannot filter system calls (seccomp), without which no sandbox is one.";
    }

    private async Task LookForAsync(Runtime runtime, CancellationToken cancellationToken)
    {
        var image = images.NameOf(RuntimeProfile.Of(runtime).Image);
        if (await docker.HasImageAsync(image, cancellationToken))
        {
            _available.Add(runtime);
        }
        else
        {
            Log.ImageMissing(logger, image);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "No sandbox is started: {Reason}")]
        public static partial void NoConfinement(ILogger logger, string reason);

        [LoggerMessage(LogLevel.Warning, "The image {Image} is missing; build it with ./faas images.")]
        public static partial void ImageMissing(ILogger logger, string image);
    }
}
