using FaaS.Infrastructure.Leadership;

namespace FaaS.Scheduler.Leadership;

/// <summary>Whether this scheduler leads, for those who have something to do then.</summary>
internal sealed class LeaderSeat
{
    private readonly Lock _gate = new();
    private LeaderTerm? _term;
    private TaskCompletionSource _taken = NewSignal();

    public LeaderTerm? Current
    {
        get
        {
            lock (_gate)
            {
                return _term is { IsCurrent: true } term ? term : null;
            }
        }
    }

    public async Task<LeaderTerm> WaitAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task taken;
            lock (_gate)
            {
                if (_term is { IsCurrent: true } term)
                {
                    return term;
                }

                taken = _taken.Task;
            }

            await taken.WaitAsync(cancellationToken);
        }
    }

    public void Take(LeaderTerm term)
    {
        TaskCompletionSource taken;
        lock (_gate)
        {
            _term = term;
            (taken, _taken) = (_taken, NewSignal());
        }

        taken.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
