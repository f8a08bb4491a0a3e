using System.Threading.Channels;
using FaaS.Infrastructure.Invocations;
using FaaS.Infrastructure.Invocations.Queue;
using FaaS.ServiceDefaults.Hosting;
using Microsoft.Extensions.Options;
using Npgsql;

namespace FaaS.Api.Invocations.Accepting;

/// <summary>
/// Commits asynchronous invocations, together with all that have arrived during the last commit. Nobody is told
/// that an invocation is accepted before it is.
/// </summary>
internal sealed partial class InvocationAccepter : BackgroundService
{
    private const int MaxUnindexed = 10_000;

    private readonly Channel<PendingAcceptance> _arrived;
    private readonly Channel<QueueEntry> _committed;
    private readonly InvocationAcceptance _acceptance;
    private readonly InvocationIndex _index;
    private readonly AcceptOptions _options;
    private readonly ILogger<InvocationAccepter> _logger;

    public InvocationAccepter(
        InvocationAcceptance acceptance,
        InvocationIndex index,
        IOptions<AcceptOptions> options,
        ILogger<InvocationAccepter> logger)
    {
        (_acceptance, _index, _options, _logger) = (acceptance, index, options.Value, logger);
        _arrived = Channel.CreateBounded<PendingAcceptance>(
            new BoundedChannelOptions(_options.MaxWaiting) { SingleReader = true });

        // What finds no place here is found by the sweep.
        _committed = Channel.CreateBounded<QueueEntry>(
            new BoundedChannelOptions(MaxUnindexed)
            {
                SingleReader = true,
                FullMode = BoundedChannelFullMode.DropWrite,
            });
    }

    /// <summary>Returns once it is committed. Cancelling ends the waiting, not the commit.</summary>
    /// <returns>Null when its key is taken, so that it was not accepted.</returns>
    public async Task<InvocationTimes?> AcceptAsync(NewInvocation invocation, CancellationToken cancellationToken)
    {
        var pending = new PendingAcceptance(invocation);
        await _arrived.Writer.WriteAsync(pending, cancellationToken);
        return await pending.Committed.WaitAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
        => ParallelLoops.RunAsync([CommitAsync(), IndexAsync()]);

    /// <summary>The server has stopped by now: nothing new arrives, and what has arrived is still committed.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _arrived.Writer.TryComplete();
        await (ExecuteTask ?? Task.CompletedTask).WaitAsync(cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await base.StopAsync(cancellationToken);
    }

    private async Task CommitAsync()
    {
        var batch = new List<PendingAcceptance>();
        while (await _arrived.Reader.WaitToReadAsync(CancellationToken.None))
        {
            for (var bytes = 0;
                batch.Count < _options.BatchSize && bytes < _options.BatchBytes
                    && _arrived.Reader.TryRead(out var pending);
                bytes += pending.Invocation.Row.Payload?.Length ?? 0)
            {
                batch.Add(pending);
            }

            await CommitAsync(batch);
            batch.Clear();
        }

        _committed.Writer.TryComplete();
    }

    private async Task CommitAsync(List<PendingAcceptance> batch)
    {
        try
        {
            var accepted = await _acceptance.InsertAsync(
                [.. batch.Select(pending => pending.Invocation)], CancellationToken.None);
            foreach (var pending in batch)
            {
                Commit(pending, accepted);
            }
        }
        catch (PostgresException exception) when (!exception.IsTransient && batch.Count > 1)
        {
            // One row that Postgres does not take must not refuse the others.
            Log.BatchRefused(_logger, exception, batch.Count);
            foreach (var pending in batch)
            {
                await CommitAsync([pending]);
            }
        }
#pragma warning disable CA1031 // Each caller is told; the next batch may fare better.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            foreach (var pending in batch)
            {
                pending.Fail(exception);
            }
        }
    }

    private void Commit(PendingAcceptance pending, AcceptedBatch accepted)
    {
        if (!accepted.Contains(pending.Invocation))
        {
            pending.Refuse();
            return;
        }

        var times = pending.Invocation.TimesAt(accepted.At);
        pending.Commit(times);
        var row = pending.Invocation.Row;
        _committed.Writer.TryWrite(
            new(row.Priority, row.Tenant, row.FunctionId, row.Id, times.NotBefore - accepted.At));
    }

    private async Task IndexAsync()
    {
        var entries = new List<QueueEntry>();
        while (await _committed.Reader.WaitToReadAsync(CancellationToken.None))
        {
            while (entries.Count < _options.BatchSize && _committed.Reader.TryRead(out var entry))
            {
                entries.Add(entry);
            }

            await _index.QueuedAsync(entries);
            entries.Clear();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "Postgres refused {Count} invocations together; trying them one by one.")]
        public static partial void BatchRefused(ILogger logger, Exception exception, int count);
    }
}
