using Microsoft.Extensions.Options;

namespace FaaS.Worker.Execution;

/// <summary>How many invocations run, and whether more may.</summary>
internal sealed class WorkerLoad(IOptions<WorkerOptions> options)
{
    private volatile bool _isDraining;
    private int _running;

    public int Slots { get; } = options.Value.EffectiveSlots;

    public int Running => Volatile.Read(ref _running);

    public bool IsDraining => _isDraining;

    public bool TryEnter()
    {
        if (_isDraining)
        {
            return false;
        }

        if (Interlocked.Increment(ref _running) > Slots)
        {
            Leave();
            return false;
        }

        return true;
    }

    public void Leave() => Interlocked.Decrement(ref _running);

    public void Drain() => _isDraining = true;
}
