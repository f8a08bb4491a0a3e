using FaaS.Infrastructure.Leadership;
using FaaS.ServiceDefaults.Hosting;

namespace FaaS.Scheduler.Leadership;

/// <summary>Runs every duty in a loop of its own while this scheduler leads.</summary>
internal sealed partial class LeaderDuties(
    IEnumerable<ILeaderDuty> duties,
    LeaderSeat seat,
    TimeProvider timeProvider,
    ILogger<LeaderDuties> logger) : BackgroundService
{
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
        => ParallelLoops.RunAsync(duties.Select(duty => RunAsync(duty, stoppingToken)));

    private async Task RunAsync(ILeaderDuty duty, CancellationToken stoppingToken)
    {
        while (true)
        {
            var term = await seat.WaitAsync(stoppingToken);
            using var leading = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, term.Ended);
            try
            {
                while (term.IsCurrent)
                {
                    await Task.Delay(await RunPassAsync(duty, term, leading.Token), timeProvider, leading.Token);
                }
            }
            catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
            {
                // The term has ended; whoever leads now goes on with it.
            }
        }
    }

    private async Task<TimeSpan> RunPassAsync(ILeaderDuty duty, LeaderTerm term, CancellationToken cancellationToken)
    {
        try
        {
            return await duty.RunAsync(term, cancellationToken);
        }
#pragma warning disable CA1031 // One failed pass must not end the duty, least of all one that ends with the term.
        catch (Exception exception) when (exception is not OperationCanceledException
            || !cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            Log.PassFailed(logger, exception, duty.Name);
            return AfterFailure;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "A pass of the duty '{Duty}' failed; trying again in a second.")]
        public static partial void PassFailed(ILogger logger, Exception exception, string duty);
    }
}
