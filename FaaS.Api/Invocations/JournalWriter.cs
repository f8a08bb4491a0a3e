using FaaS.Infrastructure.Postgres;
using Microsoft.Extensions.Options;
using Npgsql;

namespace FaaS.Api.Invocations;

/// <summary>Writes the journal to Postgres in batches, and what is left of it at shutdown.</summary>
internal sealed partial class JournalWriter(
    InvocationJournal journal,
    JournalTable table,
    JournalMetrics metrics,
    IOptions<JournalOptions> options,
    TimeProvider timeProvider,
    ILogger<JournalWriter> logger) : BackgroundService
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    // Granted also when slow requests have used up the time that the host gives to stop.
    private static readonly TimeSpan LastWrites = TimeSpan.FromSeconds(3);

    private readonly List<JournalEntry> _batch = [];
    private bool _isRetry;
    private long _droppedBefore;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);

        // A write was perhaps interrupted, after its commit or before.
        _isRetry |= _batch.Count > 0;
        using var patience = new CancellationTokenSource(LastWrites, timeProvider);
        await WriteRestAsync(patience.Token);
        if (_batch.Count > 0)
        {
            Log.LostAtShutdown(logger, _batch.Count);
        }
    }

    private async Task WriteRestAsync(CancellationToken cancellationToken)
    {
        try
        {
            do
            {
                journal.Take(_batch, options.Value.BatchSize);
            }
            while (_batch.Count > 0 && await TryWriteAsync(cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // What is left in the batch says that it was not enough.
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            if (_batch.Count == 0)
            {
                await GatherAsync(stoppingToken);
            }

            if (_batch.Count > 0 && !await TryWriteAsync(stoppingToken))
            {
                await Task.Delay(RetryDelay, timeProvider, stoppingToken);
            }
        }
    }

    // Few large writes, also while calls keep coming: a write of few records costs almost as much as one of many.
    private async Task GatherAsync(CancellationToken cancellationToken)
    {
        if (!journal.Holds(options.Value.BatchSize))
        {
            await journal.WaitAsync(cancellationToken);
            await Task.Delay(options.Value.Gather, timeProvider, cancellationToken);
        }

        journal.Take(_batch, options.Value.BatchSize);
    }

    /// <summary>False when Postgres cannot be written to now; the batch is kept for another try.</summary>
    private async Task<bool> TryWriteAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (_isRetry)
            {
                // The last try may have been committed without our hearing of it.
                var there = await table.FindAsync(_batch, cancellationToken);
                Done(_batch.FindAll(entry => there.Contains(entry.Row.Id)));
            }

            await WriteAsync([.. _batch], cancellationToken);
            Recovered();
            return true;
        }
        catch (Exception exception) when (exception
            is NpgsqlException or TimeoutException or IOException or ObjectDisposedException)
        {
            if (!_isRetry)
            {
                _isRetry = true;
                _droppedBefore = metrics.TotalDropped;
                Log.Failing(logger, exception);
            }

            return false;
        }
    }

    /// <summary>Halves what Postgres refuses until the one record is found that cannot be written.</summary>
    private async Task WriteAsync(List<JournalEntry> entries, CancellationToken cancellationToken)
    {
        try
        {
            if (entries.Count > 0)
            {
                await table.InsertAsync(entries, cancellationToken);
                Done(entries);
            }
        }
        catch (PostgresException exception) when (exception.IsOfData())
        {
            if (entries is [var one])
            {
                Log.Refused(logger, exception, one.Row.Id);
                metrics.Dropped();
                Done(entries);
                return;
            }

            var half = entries.Count / 2;
            await WriteAsync(entries[..half], cancellationToken);
            await WriteAsync(entries[half..], cancellationToken);
        }
    }

    private void Done(List<JournalEntry> entries)
    {
        metrics.Written(entries.Count);
        journal.Written(entries);
        var ids = entries.Select(entry => entry.Row.Id).ToHashSet();
        _batch.RemoveAll(entry => ids.Contains(entry.Row.Id));
    }

    private void Recovered()
    {
        if (_isRetry)
        {
            _isRetry = false;
            Log.Recovered(logger, metrics.TotalDropped - _droppedBefore);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "Records of synchronous invocations cannot be written; they wait in memory.")]
        public static partial void Failing(ILogger logger, Exception exception);

        [LoggerMessage(LogLevel.Information, "Records are written again; {Dropped} had to be dropped meanwhile.")]
        public static partial void Recovered(ILogger logger, long dropped);

        [LoggerMessage(LogLevel.Error, "The record of invocation {InvocationId} cannot be written and is dropped.")]
        public static partial void Refused(ILogger logger, Exception exception, Guid invocationId);

        [LoggerMessage(LogLevel.Error, "Stopping without having written {Count} or more records of invocations.")]
        public static partial void LostAtShutdown(ILogger logger, int count);
    }
}
