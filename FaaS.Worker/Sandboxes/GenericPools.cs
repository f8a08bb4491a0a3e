using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace FaaS.Worker.Sandboxes;

/// <summary>One pool per shape, and the bound on how many containers are started at once in all of them.</summary>
internal sealed class GenericPools
{
    private readonly ConcurrentDictionary<SandboxShape, GenericPool> _pools = new();
    private readonly Func<SandboxShape, GenericPool> _open;

    public GenericPools(
        SandboxStarter starter,
        MemoryBudget budget,
        IOptions<SandboxOptions> options,
        TimeProvider timeProvider,
        ILogger<GenericPools> logger)
    {
        var startGate = new SemaphoreSlim(options.Value.ParallelStarts);
        _open = shape => new GenericPool(shape, starter, budget, startGate, options.Value, timeProvider, logger);
        budget.OnPressure(() => _pools.Values.Any(pool => pool.GiveUpOne()));
    }

    public Task<Sandbox> TakeAsync(SandboxShape shape, CancellationToken cancellationToken)
        => _pools.GetOrAdd(shape, _open).TakeAsync(cancellationToken);

    /// <summary>Keeps this shape at hand from the next <see cref="Maintain"/> on.</summary>
    public void Prewarm(SandboxShape shape) => _pools.GetOrAdd(shape, _open);

    public void Maintain()
    {
        foreach (var pool in _pools.Values)
        {
            pool.Maintain();
        }
    }

    public Task CloseAsync() => Task.WhenAll(_pools.Values.Select(pool => pool.DisposeAsync().AsTask()));
}
