using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Invocations.Queue;
using FaaS.Infrastructure.Postgres;
using Npgsql;

namespace FaaS.Api.Invocations.Reading;

/// <summary>
/// Wakes those who wait for the end of an invocation: at once by the news that schedulers publish, and within a second
/// by one look into Postgres for all of them together.
/// </summary>
internal sealed partial class SettledNews(
    InvocationSignals signals,
    NpgsqlDataSource dataSource,
    IHostApplicationLifetime lifetime,
    TimeProvider timeProvider,
    ILogger<SettledNews> logger) : BackgroundService
{
    private const string Finished = "SELECT id FROM invocations WHERE id = ANY($1) AND state = ANY($2)";

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private static readonly string[] FinalStates =
        [.. InvocationLifecycle.FinalStates.Select(EnumText<InvocationState>.Of)];

    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, SettledWait> _waits = [];

    /// <summary>Nobody is to wait any longer: the server stops once all of its requests have been answered.</summary>
    public bool IsOver => lifetime.ApplicationStopping.IsCancellationRequested;

    /// <summary>Begin before looking at the invocation, or its end may be missed.</summary>
    public SettledWait Begin(Guid invocationId)
    {
        lock (_gate)
        {
            if (!_waits.TryGetValue(invocationId, out var wait))
            {
                _waits[invocationId] = wait = new SettledWait(this, invocationId);
            }

            wait.Waiters++;
            if (IsOver)
            {
                wait.Settle();
            }

            return wait;
        }
    }

    public void End(SettledWait wait)
    {
        lock (_gate)
        {
            if (--wait.Waiters == 0)
            {
                _waits.Remove(wait.InvocationId);
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var ending = lifetime.ApplicationStopping.UnsafeRegister(_ => SettleAll(), null);
        try
        {
            await signals.OnSettledAsync(Settle);
        }
        catch (Exception exception) when (exception.IsRedisAbsence())
        {
            Log.NotHeard(logger, exception);
        }

        using var timer = new PeriodicTimer(Period, timeProvider);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await LookAsync(stoppingToken);
            }
#pragma warning disable CA1031 // One failed look must not end the loop.
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                Log.LookFailed(logger, exception);
            }
        }
    }

    private void Settle(Guid invocationId)
    {
        lock (_gate)
        {
            _waits.GetValueOrDefault(invocationId)?.Settle();
        }
    }

    private void SettleAll()
    {
        lock (_gate)
        {
            foreach (var wait in _waits.Values)
            {
                wait.Settle();
            }
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        Guid[] ids;
        lock (_gate)
        {
            ids = [.. _waits.Keys];
        }

        if (ids.Length == 0)
        {
            return;
        }

        await using var command = dataSource.CreateCommand(Finished);
        command.Parameters.Add(PostgresParameter.Of(ids));
        command.Parameters.Add(PostgresParameter.Of(FinalStates));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            Settle(reader.GetGuid(0));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The end of invocations is found by looking only, until Redis is back.")]
        public static partial void NotHeard(ILogger logger, Exception exception);

        [LoggerMessage(LogLevel.Warning, "Looking for finished invocations failed; trying again after the interval.")]
        public static partial void LookFailed(ILogger logger, Exception exception);
    }
}
