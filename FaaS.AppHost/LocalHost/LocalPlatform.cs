using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FaaS.AppHost.LocalHost;

/// <summary>Starts everything in the order of dependency, and stops it in the order that loses the least.</summary>
internal sealed partial class LocalPlatform(
    IOptions<LocalHostOptions> options,
    PostgresCluster postgres,
    RedisServer redis,
    PlatformCommands platform,
    Children children,
    Commands commands,
    Readiness readiness,
    PortGuard ports,
    WorkerSlots workers,
    WorkerScaler scaler,
    LeftoverContainers leftovers,
    IHostApplicationLifetime lifetime,
    ILogger<LocalPlatform> logger) : BackgroundService
{
    private readonly LocalHostOptions _options = options.Value;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            using var hostLock = HostLock.Take(_options.Directory);
            await RunAsync(stoppingToken);
        }
        catch (StartFailedException exception)
        {
            Log.NotStarted(logger, exception.Message);
            Environment.ExitCode = 1;
            lifetime.StopApplication();
        }
    }

    private async Task RunAsync(CancellationToken stoppingToken)
    {
        try
        {
            await StartEverythingAsync(stoppingToken);
            Log.Ready(logger, platform.ApiUrl);
            await scaler.RunAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Asked to stop, perhaps in the middle of the start.
        }
        finally
        {
            await StopEverythingAsync();
        }
    }

    private async Task StartEverythingAsync(CancellationToken cancellationToken)
    {
        await ports.WaitUntilFreeAsync(nameof(_options.PostgresPort), _options.PostgresPort, cancellationToken);
        await ports.WaitUntilFreeAsync(nameof(_options.RedisPort), _options.RedisPort, cancellationToken);
        await ports.WaitUntilFreeAsync(nameof(_options.ApiPort), _options.ApiPort, cancellationToken);
        await ports.WaitUntilFreeAsync(nameof(_options.SchedulerPort), _options.SchedulerPort, cancellationToken);

        await Task.WhenAll(StartPostgresAsync(cancellationToken), StartRedisAsync(cancellationToken));
        await commands.RunAloudAsync(platform.Migrate(), cancellationToken);

        var api = children.Start(platform.Api(), StopOrder.Dispatchers);
        await readiness.WaitAsync(api, readiness.HttpOk(new(platform.ApiUrl, "/health/ready")), cancellationToken);

        var scheduler = children.Start(platform.Scheduler(), StopOrder.Dispatchers);
        await readiness.WaitAsync(
            scheduler, readiness.HttpOk(new(platform.SchedulerUrl, "/health/ready")), cancellationToken);

        workers.ScaleTo(_options.MayScale ? _options.FewestWorkers : _options.Workers);
    }

    private async Task StartPostgresAsync(CancellationToken cancellationToken)
    {
        await postgres.PrepareAsync(cancellationToken);
        var server = children.Start(postgres.Server(), StopOrder.Stores);
        await readiness.WaitAsync(server, postgres.IsReadyAsync, cancellationToken);
        await postgres.CreateDatabaseAsync(cancellationToken);
    }

    private async Task StartRedisAsync(CancellationToken cancellationToken)
    {
        await redis.PrepareAsync(cancellationToken);
        var server = children.Start(redis.Server(), StopOrder.Stores);
        await readiness.WaitAsync(server, redis.IsReadyAsync, cancellationToken);
    }

    private async Task StopEverythingAsync()
    {
        await children.StopAsync(StopOrder.Dispatchers);
        await children.StopAsync(StopOrder.Workers);
        await leftovers.RemoveAsync(platform.WorkerIds());
        await children.StopAsync(StopOrder.Stores);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "The platform is up at {Url}")]
        public static partial void Ready(ILogger logger, Uri url);

        [LoggerMessage(LogLevel.Error, "{Reason}")]
        public static partial void NotStarted(ILogger logger, string reason);
    }
}
