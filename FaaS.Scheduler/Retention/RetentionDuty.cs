using FaaS.Infrastructure.Leadership;
using FaaS.Scheduler.Leadership;
using Microsoft.Extensions.Options;
using Npgsql;

namespace FaaS.Scheduler.Retention;

internal sealed partial class RetentionDuty(
    RetentionPass pass, RetentionMetrics metrics, IOptions<RetentionOptions> options, ILogger<RetentionDuty> logger)
    : ILeaderDuty
{
    public string Name => "retention";

    public async Task<TimeSpan> RunAsync(LeaderTerm term, CancellationToken cancellationToken)
    {
        try
        {
            await pass.RunAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
        {
            // What is old can wait, and a pass that fails again and again should not keep the disk busy.
            metrics.Failed();
            Log.PassFailed(logger, exception, options.Value.Interval);
        }

        return options.Value.Interval;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "Removing what is old failed; trying again in {Interval}.")]
        public static partial void PassFailed(ILogger logger, Exception exception, TimeSpan interval);
    }
}
