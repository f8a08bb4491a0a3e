using System.Collections.Concurrent;
using FaaS.Domain.Functions;
using FaaS.Infrastructure.Permits;
using Microsoft.Extensions.Options;

namespace FaaS.Infrastructure.Dispatch;

/// <summary>One <see cref="FunctionGate"/> per function that has been called lately.</summary>
internal sealed class FunctionGates(
    IOptions<DispatchOptions> options, DispatcherPulse pulse, WantedGates wanted, TimeProvider timeProvider)
{
    private const int MaxIdle = 10_000;

    private readonly ConcurrentDictionary<Guid, FunctionGate> _byFunction = new();

    /// <summary>To be taken before entering.</summary>
    public int Term => pulse.Term;

    /// <summary>False when whoever entered since then has to enter again before anything is run.</summary>
    public bool IsCurrent(int term) => term != 0 && term == pulse.Term;

    /// <summary>The gate that was entered, or null when the queue is full or did not move in time.</summary>
    public async ValueTask<FunctionGate?> EnterAsync(
        FunctionSpec function, TimeSpan patience, CancellationToken cancellationToken)
    {
        while (true)
        {
            var gate = Get(function.FunctionId);
            if (gate.TryEnter(function.MaxConcurrency, patience, cancellationToken) is { } entering)
            {
                return await entering ? gate : null;
            }

            _byFunction.TryRemove(KeyValuePair.Create(function.FunctionId, gate));
        }
    }

    public FunctionGate? Find(Guid functionId) => _byFunction.GetValueOrDefault(functionId);

    public FunctionGate Get(Guid functionId) => Find(functionId) ?? Add(functionId);

    /// <summary>Those that callers wait at.</summary>
    public IEnumerable<FunctionGate> Short() => _byFunction.Values.Where(gate => gate.IsShort);

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

        return _byFunction.GetOrAdd(functionId, id => new FunctionGate(
            id, options.Value.MaxWaitingPerFunction, pulse, timeProvider, wanted.Add));
    }
}
