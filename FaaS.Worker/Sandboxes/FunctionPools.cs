using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using FaaS.Domain.Functions;
using Microsoft.Extensions.Options;

namespace FaaS.Worker.Sandboxes;

/// <summary>The versions that dispatchers have loaded, each with its sandboxes.</summary>
internal sealed class FunctionPools
{
    private readonly ConcurrentDictionary<Guid, FunctionPool> _pools = new();
    private readonly SandboxPreparer _preparer;
    private readonly SandboxOptions _options;
    private readonly TimeProvider _timeProvider;

    public FunctionPools(
        SandboxPreparer preparer, MemoryBudget budget, IOptions<SandboxOptions> options, TimeProvider timeProvider)
    {
        _preparer = preparer;
        _options = options.Value;
        _timeProvider = timeProvider;
        budget.OnPressure(GiveUpOldest);
    }

    /// <summary>Versions are immutable, so the first word about one stands.</summary>
    public void Load(FunctionSpec spec) => _pools.GetOrAdd(
        spec.VersionId, (_, self) => new FunctionPool(spec, self._preparer, self._options, self._timeProvider), this);

    public bool TryGet(Guid versionId, [NotNullWhen(true)] out FunctionPool? pool)
        => _pools.TryGetValue(versionId, out pool);

    public IReadOnlyDictionary<Guid, int> Warm(int max) => _pools
        .Select(pair => KeyValuePair.Create(pair.Key, pair.Value.Ready))
        .Where(pair => pair.Value > 0)
        .Take(max)
        .ToDictionary();

    /// <summary>Their next calls are expected elsewhere.</summary>
    public void Evict(IReadOnlyList<Guid> versionIds)
    {
        foreach (var versionId in versionIds)
        {
            if (_pools.TryGetValue(versionId, out var pool))
            {
                pool.GiveUp(int.MaxValue);
            }
        }
    }

    public void Maintain()
    {
        foreach (var (versionId, pool) in _pools)
        {
            pool.Maintain();
            if (pool.TryRetire())
            {
                // The dispatcher loads it again when it is called again.
                _pools.TryRemove(versionId, out _);
            }
        }
    }

    public void Close()
    {
        foreach (var pool in _pools.Values)
        {
            pool.Close();
        }
    }

    private bool GiveUpOldest() => _pools.Values
        .Where(pool => pool.OldestIdleSince is not null)
        .MinBy(pool => pool.OldestIdleSince)
        ?.GiveUp(1) ?? false;
}
