using FaaS.Domain.Functions;
using FaaS.Worker.Docker;
using FaaS.Worker.Sandboxes;
using Microsoft.Extensions.Options;

namespace FaaS.Worker.Runtimes;

/// <summary>
/// Knows which runtimes have their images, in the version that this worker was built with, and whether the daemon can
/// lock sandboxes in as configured. Only what has both is offered.
/// </summary>
internal sealed partial class RuntimeCheck(
    DockerClient docker,
    RuntimeImages images,
    IOptions<SandboxOptions> options,
    TimeProvider timeProvider,
    ILogger<RuntimeCheck> logger)
{
    private const string AgentVersion = "FAAS_AGENT=";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, string> _problems = [];
    private long? _askedAt;

    // Replaced as one, because heartbeats read it at any moment.
    private volatile Finding _found = new([], "The runtime images have not been looked for yet.");

    public IReadOnlyList<Runtime> Available => _found.Available;

    /// <summary>What cannot be offered, and why, for people. Null: all can.</summary>
    public string? Problem => _found.Problem;

    /// <exception cref="DockerException">The daemon is away.</exception>
    public async Task RunIfDueAsync(CancellationToken cancellationToken)
    {
        if (_askedAt is { } askedAt && timeProvider.GetElapsedTime(askedAt) < Interval)
        {
            return;
        }

        if (FaultOf(await docker.InfoAsync(cancellationToken)) is { } fault)
        {
            if (_found.Problem != fault)
            {
                Log.NoConfinement(logger, fault);
            }

            _found = new Finding([], fault);
            _askedAt = timeProvider.GetTimestamp();
            return;
        }

        _found = await LookAsync(cancellationToken);
        _askedAt = timeProvider.GetTimestamp();
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
            ? LackOf(daemon)
            : "The Docker daemon cannot filter system calls (seccomp), without which no sandbox is one.";
    }

    // It would warn when a container is created, and leave the limit out.
    private static string? LackOf(DockerInfo daemon)
    {
        List<string> lacks = [];
        Find(daemon.MemoryLimit, "memory");
        Find(daemon.SwapLimit is not false || !HasSwap(), "swap");
        Find(daemon.CpuCfsQuota, "CPU time");
        Find(daemon.PidsLimit, "the number of processes");
        return lacks is []
            ? null
            : $"The Docker daemon cannot limit {string.Join(", ", lacks)} on this machine, without which no sandbox is "
                + "one; see the control groups (cgroups) of its kernel and the warnings of docker info.";

        void Find(bool? canLimit, string what)
        {
            if (canLimit is false)
            {
                lacks.Add(what);
            }
        }
    }

    // The first line is a heading.
    private static bool HasSwap()
    {
        try
        {
            return File.ReadLines("/proc/swaps").Skip(1).Any();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private async Task<Finding> LookAsync(CancellationToken cancellationToken)
    {
        List<Runtime> available = [];
        List<string> problems = [];
        foreach (var runtime in Enum.GetValues<Runtime>())
        {
            var ofRuntime = await ProblemsOfAsync(runtime, cancellationToken);
            problems.AddRange(ofRuntime);
            if (ofRuntime is [])
            {
                available.Add(runtime);
            }
        }

        return new Finding(available, problems is [] ? null : string.Join(' ', problems));
    }

    private async Task<IReadOnlyList<string>> ProblemsOfAsync(Runtime runtime, CancellationToken cancellationToken)
    {
        List<string> problems = [];
        foreach (var name in RuntimeProfile.Of(runtime).Images)
        {
            var image = images.NameOf(name);
            if (ProblemOf(image, await docker.FindImageAsync(image, cancellationToken)) is { } problem)
            {
                problems.Add(problem);
                Tell(image, problem);
            }
            else if (_problems.Remove(image))
            {
                Log.ImageUsable(logger, image);
            }
        }

        return problems;
    }

    // An image that does not say its version is judged by what its agent says when it is started.
    private string? ProblemOf(string image, ImageInspection? found)
    {
        if (found is null)
        {
            return $"The image {image} is missing; build it with ./faas images.";
        }

        var version = found.Config?.Env?
            .FirstOrDefault(variable => variable.StartsWith(AgentVersion, StringComparison.Ordinal))?
            [AgentVersion.Length..];
        return version is null || version == images.Version
            ? null
            : $"The image {image} has agent version {version}, not {images.Version}; rebuild it with ./faas images.";
    }

    private void Tell(string image, string problem)
    {
        if (_problems.GetValueOrDefault(image) != problem)
        {
            _problems[image] = problem;
            Log.ImageUnusable(logger, problem);
        }
    }

    private sealed record Finding(IReadOnlyList<Runtime> Available, string? Problem);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "No sandbox is started: {Reason}")]
        public static partial void NoConfinement(ILogger logger, string reason);

        [LoggerMessage(LogLevel.Warning, "{Problem} Functions that need it go to other workers.")]
        public static partial void ImageUnusable(ILogger logger, string problem);

        [LoggerMessage(LogLevel.Information, "The image {Image} can be used now.")]
        public static partial void ImageUsable(ILogger logger, string image);
    }
}
