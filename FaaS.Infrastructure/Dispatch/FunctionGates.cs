using System.Collections.Concurrent;
using FaaS.Domain.Functions;
using Microsoft.Extensions.Options;

namespace FaaS.Infrastructure.Dispatch;

/// <summary>One <see cref="FunctionGate"/> per function that has been called lately.</summary>
internal sealed class FunctionGates(IOptions<DispatchOptions> options, TimeProvider timeProvider)
{
    private const int MaxIdle = 10_000;

    private readonly ConcurrentDictionary<Guid, FunctionGate> _byFunction = new();

    /// <summary>The gate that was entered, or null when the queue is full or did not move in time.</summary>
    public async ValueTask<FunctionGate?> EnterAsync(
        FunctionSpec function, TimeSpan patience, CancellationToken cancellationToken)
    {
        while (true)
        {
            var gate = _byFunction.GetValueOrDefault(function.FunctionId) ?? Add(function.FunctionId);
            if (gate.TryEnter(function.MaxConcurrency, patience, timeProvider, cancellationToken) is { } entering)
            {
                return await entering ? gate : null;
            }

            _byFunction.TryRemove(KeyValuePair.Create(function.FunctionId, gate));
        }
    }

    private FunctionGate Add(Guid functionId)
    {
        if (_byFunction.Count >= MaxIdle)
        {
            foreach (var (id, gate) in _byFunction)
            {
                if (gate.TryRetire())
                {
                    _byFunction.TryRemove(KeyValuePair.Create(id, gate));
                }
            }
        }

        return _byFunction.GetOrAdd(functionId, _ => new FunctionGate(options.Value.MaxWaitingPerFunction));
    }
}
