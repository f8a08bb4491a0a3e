using FaaS.Domain.Functions;
using FaaS.Worker.Docker;
using FaaS.Worker.Sandboxes;

namespace FaaS.Worker.Runtimes;

/// <summary>Knows which runtimes have their image, in the version that this worker was built with.</summary>
internal sealed partial class RuntimeCheck(
    DockerClient docker, RuntimeImages images, TimeProvider timeProvider, ILogger<RuntimeCheck> logger)
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

        foreach (var runtime in all)
        {
            await LookForAsync(runtime, cancellationToken);
        }

        _askedAt = timeProvider.GetTimestamp();
        Fault = _available.Count == 0
            ? $"No runtime image of version {images.Version} is there; build them with ./faas images."
            : null;
        return _available;
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
        [LoggerMessage(LogLevel.Warning, "The image {Image} is missing; build it with ./faas images.")]
        public static partial void ImageMissing(ILogger logger, string image);
    }
}
