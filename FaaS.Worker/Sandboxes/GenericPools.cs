using System.Collections.Concurrent;
using FaaS.Worker.Docker;
using Microsoft.Extensions.Options;

namespace FaaS.Worker.Sandboxes;

/// <summary>One pool per shape, and the bound on how many containers are started at once in all of them.</summary>
internal sealed class GenericPools
{
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<SandboxShape, GenericPool> _pools = new();
    private readonly StartTurns _turns;
    private readonly Func<SandboxShape, GenericPool> _create;

    public GenericPools(
        SandboxStarter starter,
        DockerMonitor monitor,
        MemoryBudget budget,
        IOptions<SandboxOptions> options,
        TimeProvider timeProvider,
        ILogger<GenericPools> logger)
    {
        _turns = new StartTurns(options.Value.ParallelStarts);
        _create = shape => new(shape, starter, budget, _turns, options.Value, timeProvider, logger);
        budget.OnPressure(() => _pools.Values.Any(pool => pool.GiveUpOne()));
        monitor.OnLost(() =>
        {
            foreach (var pool in _pools.Values)
            {
                pool.RefuseWaiting();
            }
        });
    }

    /// <inheritdoc cref="GenericPool.TakeAsync"/>
    public Task<Sandbox> TakeAsync(
        SandboxShape shape, Guid functionId, int? memoryMib, CancellationToken cancellationToken)
        => Get(shape).TakeAsync(functionId, memoryMib, cancellationToken);

    /// <summary>Keeps this shape at hand from the next <see cref="Maintain"/> on.</summary>
    public void Prewarm(SandboxShape shape) => Get(shape);

    public void Maintain()
    {
        foreach (var pool in _pools.Values)
        {
            pool.Maintain();
        }
    }

    public Task CloseAsync() => Task.WhenAll(_pools.Values.Select(pool => pool.DisposeAsync().AsTask()));

    private GenericPool Get(SandboxShape shape)
    {
        if (_pools.TryGetValue(shape, out var known))
        {
            return known;
        }

        // A pool that is made starts containers, so there must not be two of a shape, not even for a moment.
        lock (_gate)
        {
            if (!_pools.TryGetValue(shape, out var pool))
            {
                _pools[shape] = pool = _create(shape);
                _turns.Join(pool);
            }

            return pool;
        }
    }
}
