using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using FaaS.Infrastructure.Dispatch;
using FaaS.Infrastructure.Postgres.Invocations;
using Microsoft.Extensions.Options;

namespace FaaS.Api.Invocations;

/// <summary>
/// The synchronous invocations that are not in Postgres yet. They are written behind, because their callers are not
/// to wait for it; when Postgres stays away for long, the oldest of them are dropped and counted.
/// </summary>
internal sealed class InvocationJournal(
    RunningInvocations running, IOptions<JournalOptions> options, JournalMetrics metrics, TimeProvider timeProvider)
{
    private const long MaxTakenBytes = 16 * 1024 * 1024;
    private readonly Lock _gate = new();
    private readonly Queue<JournalEntry> _waiting = new();
    private readonly ConcurrentDictionary<Guid, JournalEntry> _unwritten = new();
    private readonly Channel<bool> _arrived = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private long _waitingBytes;

    /// <summary>What is recorded; null when nothing is.</summary>
    public InvocationRow? Add(RunningInvocation invocation, InvocationOutcome outcome)
    {
        if (outcome is InvocationOutcome.Refused { Reason: not Refusal.Cancelled })
        {
            // Nothing was started, and a flood of refusals must not become a flood of rows.
            return null;
        }

        var row = SynchronousRows.Of(invocation, outcome, timeProvider.GetUtcNow());
        var entry = new JournalEntry(row, invocation.Log.ToArray());
        _unwritten[row.Id] = entry;
        lock (_gate)
        {
            _waiting.Enqueue(entry);
            _waitingBytes += entry.Bytes;
            DropOldest();
        }

        _arrived.Writer.TryWrite(true);
        return row;
    }

    /// <summary>What runs on this replica, or has ended on it a moment ago.</summary>
    public bool TryFind(Guid invocationId, [NotNullWhen(true)] out JournalEntry? entry)
    {
        if (_unwritten.TryGetValue(invocationId, out entry))
        {
            return true;
        }

        entry = running.TryFind(invocationId, out var invocation)
            ? new JournalEntry(SynchronousRows.Of(invocation), invocation.Log.ToArray())
            : null;
        return entry is not null;
    }

    public bool Holds(int count)
    {
        lock (_gate)
        {
            return _waiting.Count >= count;
        }
    }

    public async Task WaitAsync(CancellationToken cancellationToken)
        => await _arrived.Reader.ReadAsync(cancellationToken);

    /// <summary>What is taken does not count against the bounds of what waits, hence is bounded itself.</summary>
    public void Take(List<JournalEntry> batch, int count)
    {
        lock (_gate)
        {
            var bytes = batch.Sum(entry => (long)entry.Bytes);
            while (batch.Count < count && bytes < MaxTakenBytes && _waiting.TryDequeue(out var entry))
            {
                _waitingBytes -= entry.Bytes;
                bytes += entry.Bytes;
                batch.Add(entry);
            }
        }
    }

    public void Written(IEnumerable<JournalEntry> entries)
    {
        foreach (var entry in entries)
        {
            _unwritten.TryRemove(entry.Row.Id, out _);
        }
    }

    private void DropOldest()
    {
        while ((_waiting.Count > options.Value.MaxEntries || _waitingBytes > options.Value.MaxBytes)
            && _waiting.TryDequeue(out var oldest))
        {
            _waitingBytes -= oldest.Bytes;
            _unwritten.TryRemove(oldest.Row.Id, out _);
            metrics.Dropped();
        }
    }
}
