using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace FaaS.Infrastructure.Budgets;

/// <summary>Learns every second what the other dispatchers have run, so that no call has to ask for it.</summary>
internal sealed partial class UsageReading(
    TenantBudgets budgets, UsageTable usage, TimeProvider timeProvider, ILogger<UsageReading> logger)
    : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FirstPatience = TimeSpan.FromSeconds(2);

    private bool _isFailing;

    /// <summary>Before the first call comes in: this process may have had a predecessor in the same hour.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (budgets.AreLimited)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(FirstPatience);
            await ReadAsync(patience.Token);
            await base.StartAsync(cancellationToken);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, timeProvider);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await ReadAsync(stoppingToken);
        }
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var hour = budgets.Hour;
            budgets.Learn(hour, await usage.ReadOthersAsync(hour, cancellationToken));
            _isFailing = false;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopping, or Postgres is slow while this process starts: the next reading comes in a second.
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
        {
            // Calls go on: what this process runs itself still counts.
            if (!_isFailing)
            {
                _isFailing = true;
                Log.Failed(logger, exception);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "What others have used cannot be read; budgets count what runs here only.")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
