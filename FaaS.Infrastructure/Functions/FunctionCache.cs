using System.Collections.Concurrent;
using FaaS.Domain.Functions;

namespace FaaS.Infrastructure.Functions;

/// <summary>
/// What functions are, in memory, by name and by id. Kept right by <see cref="FunctionChanges"/>; while those cannot be
/// heard, an entry lives for two seconds. What does not exist is not remembered.
/// </summary>
internal sealed class FunctionCache
{
    private const int MaxEntries = 10_000;

    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LifetimeUnheard = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<Key, Entry> _entries = new();
    private readonly ConcurrentDictionary<Key, Lazy<Task<FunctionSpec?>>> _loading = new();
    private readonly FunctionLookup _lookup;
    private readonly FunctionChanges _changes;
    private readonly TimeProvider _timeProvider;
    private long _generation;

    public FunctionCache(FunctionLookup lookup, FunctionChanges changes, TimeProvider timeProvider)
    {
        _lookup = lookup;
        _changes = changes;
        _timeProvider = timeProvider;
        changes.Changed += Invalidate;
        changes.Missed += Clear;
    }

    /// <param name="reference">A name or an id, as the caller wrote it.</param>
    public ValueTask<FunctionSpec?> FindAsync(string tenant, string reference, CancellationToken cancellationToken)
    {
        var key = new Key(tenant, reference);
        if (!_entries.TryGetValue(key, out var entry))
        {
            return new(LoadAsync(key, cancellationToken));
        }

        var age = _timeProvider.GetElapsedTime(entry.LoadedAt);
        if (_changes.AreHeard)
        {
            if (age > Lifetime)
            {
                // It would have been invalidated; this is only in case that a message was lost, so nobody waits.
                _entries.TryUpdate(key, entry with { LoadedAt = _timeProvider.GetTimestamp() }, entry);
                _ = Load(key);
            }

            return ValueTask.FromResult<FunctionSpec?>(entry.Function);
        }

        return age < LifetimeUnheard
            ? ValueTask.FromResult<FunctionSpec?>(entry.Function)
            : new(LoadAsync(key, cancellationToken));
    }

    private async Task<FunctionSpec?> LoadAsync(Key key, CancellationToken cancellationToken)
        => await Load(key).WaitAsync(cancellationToken);

    /// <summary>One query at a time for each key, however many wait for it.</summary>
    private Task<FunctionSpec?> Load(Key key)
        => _loading.GetOrAdd(key, static (key, cache) => new(() => cache.QueryAsync(key)), this).Value;

    private async Task<FunctionSpec?> QueryAsync(Key key)
    {
        var generation = Volatile.Read(ref _generation);
        try
        {
            // Others wait for the answer too, so that no caller may cancel it.
            var function = await _lookup.FindAsync(key.Tenant, key.Reference, CancellationToken.None);
            if (function is null)
            {
                _entries.TryRemove(key, out _);
            }
            else if (generation == Volatile.Read(ref _generation))
            {
                MakeRoom();
                _entries[key] = new(function, _timeProvider.GetTimestamp());
                if (generation != Volatile.Read(ref _generation))
                {
                    // It has changed since the last look, and whoever told so did not see this entry.
                    _entries.TryRemove(key, out _);
                }
            }

            return function;
        }
        finally
        {
            _loading.TryRemove(key, out _);
        }
    }

    private void Invalidate(FunctionChange change)
    {
        Interlocked.Increment(ref _generation);
        foreach (var (key, entry) in _entries)
        {
            if (entry.Function.FunctionId == change.FunctionId
                || (key.Tenant == change.Tenant && key.Reference == change.Name))
            {
                _entries.TryRemove(key, out _);
            }
        }

        // Who asks from now on must not be given an answer from before the change.
        _loading.Clear();
    }

    private void Clear()
    {
        Interlocked.Increment(ref _generation);
        _entries.Clear();
        _loading.Clear();
    }

    private void MakeRoom()
    {
        if (_entries.Count >= MaxEntries)
        {
            foreach (var (key, _) in _entries.OrderBy(pair => pair.Value.LoadedAt).Take(MaxEntries / 8))
            {
                _entries.TryRemove(key, out _);
            }
        }
    }

    private readonly record struct Key(string Tenant, string Reference);

    private sealed record Entry(FunctionSpec Function, long LoadedAt);
}
