using FaaS.Infrastructure.Permits;
using FaaS.Infrastructure.Postgres;
using FaaS.Infrastructure.Postgres.Dispatchers;
using FaaS.Protocol.Messages;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace FaaS.Infrastructure.Workers;

/// <summary>
/// Keeps this process among the live dispatchers. Registered before whatever dispatches, hence stopped after it: as
/// long as this process runs something, nobody takes it for dead.
/// </summary>
internal sealed partial class DispatcherRegistration(
    DispatcherIdentity identity,
    AdvertisedUrl url,
    DispatcherPeers peers,
    DispatcherPresence presence,
    DispatcherPulse pulse,
    NpgsqlDataSource dataSource,
    IHostApplicationLifetime lifetime,
    TimeProvider timeProvider,
    ILogger<DispatcherRegistration> logger) : BackgroundService
{
    private const string Beat = """
        INSERT INTO dispatchers (id, kind, url, last_seen_at) VALUES ($1, $2, $3, now())
        ON CONFLICT (id) DO UPDATE SET url = excluded.url, last_seen_at = excluded.last_seen_at
        """;

    // Only one can listen there, so that the other has died, and what it held need not be waited for any longer.
    private const string Succeed = """
        DELETE FROM dispatchers WHERE url = $1 AND id <> $2 AND last_seen_at < now() - interval '3 seconds'
        """;

    // Much later than anybody looks at it as live or dead.
    private const string Bury = "DELETE FROM dispatchers WHERE last_seen_at < now() - interval '10 minutes'";

    private const string Live = """
        SELECT id, kind, url, now() FROM dispatchers WHERE last_seen_at > now() - interval '6 seconds' ORDER BY id
        """;

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RetryPeriod = TimeSpan.FromMilliseconds(250);

    private bool _isFailing;
    private int _isLeaving;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (Interlocked.Exchange(ref _isLeaving, 1) == 1)
        {
            // A host can be stopped from two sides at once; the other one may have disposed the data source.
            return;
        }

        try
        {
            await using var command = dataSource.CreateCommand("DELETE FROM dispatchers WHERE id = $1");
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = identity.Id });
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (NpgsqlException exception)
        {
            Log.RemovalFailed(logger, exception, identity.Id);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await StartedAsync(stoppingToken);
        while (true)
        {
            await RunPassAsync(stoppingToken);
            await Task.Delay(_isFailing ? RetryPeriod : Period, timeProvider, stoppingToken);
        }
    }

    /// <summary>Only then is the address known that the server listens on.</summary>
    private async Task StartedAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.UnsafeRegister(_ => started.TrySetResult(), null);
        await started.Task.WaitAsync(stoppingToken);
    }

    private async Task RunPassAsync(CancellationToken cancellationToken)
    {
        try
        {
            // A registration that hangs on a lost connection must not keep the next one from being tried.
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(Period);
            var mark = pulse.Mark();
            var (live, now) = await BeatAsync(patience.Token);
            peers.Update(live);
            pulse.Confirm(mark, isNew: !presence.Registered(now));
            if (_isFailing)
            {
                _isFailing = false;
                Log.Recovered(logger, identity.Id);
            }
        }
#pragma warning disable CA1031 // One failed registration must not be the last.
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            if (!_isFailing)
            {
                _isFailing = true;
                Log.PassFailed(logger, exception, identity.Id);
            }
        }
    }

    private async Task<(List<DispatcherPeer> Live, DateTimeOffset Now)> BeatAsync(CancellationToken cancellationToken)
    {
        await using var batch = dataSource.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Beat)
        {
            Parameters =
            {
                new NpgsqlParameter<string> { TypedValue = identity.Id },
                new NpgsqlParameter<string> { TypedValue = EnumText<DispatcherKind>.Of(identity.Kind) },
                new NpgsqlParameter<string> { TypedValue = url.Value },
            },
        });
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Succeed)
        {
            Parameters = { PostgresParameter.Of(url.Value), PostgresParameter.Of(identity.Id) },
        });
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Bury));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Live));

        List<DispatcherPeer> live = [];
        var now = DateTimeOffset.MinValue;
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            live.Add(new(reader.GetString(0), reader.GetString(1), reader.GetString(2)));
            now = reader.GetFieldValue<DateTimeOffset>(3);
        }

        return (live, now);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Dispatcher {DispatcherId} cannot register; it keeps the peers it knows.")]
        public static partial void PassFailed(ILogger logger, Exception exception, string dispatcherId);

        [LoggerMessage(LogLevel.Information, "Dispatcher {DispatcherId} is registered again.")]
        public static partial void Recovered(ILogger logger, string dispatcherId);

        [LoggerMessage(LogLevel.Warning, "Dispatcher {DispatcherId} could not be removed; it will expire.")]
        public static partial void RemovalFailed(ILogger logger, Exception exception, string dispatcherId);
    }
}
