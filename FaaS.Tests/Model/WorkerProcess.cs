using FaaS.Domain.Invocations;

namespace FaaS.Tests.Model;

/// <summary>Runs what it is given until its deadline, and kills what it ran for a scheduler that it lost.</summary>
internal sealed class WorkerProcess(string name, Simulation simulation) : Process(name, simulation)
{
    private readonly List<Execution> _running = [];

    public void Receive(Message message, Link link)
    {
        if (message.Kind == MessageKind.Invoke)
        {
            var execution = new Execution
            {
                Claim = message.Claim,
                Link = link,
                Deadline = Clock + ModelStore.Timeout,
                Redrives = message.Claim.Machine.Redrives,
            };
            Simulation.Witness.Starts(execution);
            _running.Add(execution);
        }
        else if (_running.Find(one => one.Claim == message.Claim) is { } running)
        {
            End(running, Failures.Of(FailureKind.Cancelled));
        }
    }

    public override IEnumerable<Move> Moves() => _running
        .Where(execution => CanAct && execution.Claim.Behaviour != Behaviour.NeverEnds)
        .Select(execution => new Move(
            $"i{execution.Claim.Invocation} ends on {Id}", () => Finish(execution)));

    public void EndOverdue()
    {
        foreach (var execution in _running.Where(one => CanAct && one.Deadline <= Clock).ToList())
        {
            End(execution, Failures.Of(FailureKind.Timeout));
        }
    }

    public void Lose(Link link)
    {
        foreach (var execution in _running.Where(one => one.Link == link))
        {
            execution.IsOver = true;
        }

        _running.RemoveAll(one => one.IsOver);
    }

    protected override void Forget()
    {
        _running.ForEach(execution => execution.IsOver = true);
        _running.Clear();
    }

    private void Finish(Execution execution)
    {
        var claim = execution.Claim;
        if (claim.Behaviour == Behaviour.KillsItsWorker)
        {
            Kill();
            return;
        }

        End(execution, claim.Behaviour switch
        {
            Behaviour.AlwaysFails => Failures.Of(FailureKind.FunctionError),
            Behaviour.FailsOnce when claim.Machine.Attempt == 1 => Failures.Of(FailureKind.FunctionError),
            Behaviour.RefusesItsPayload => Failures.Of(FailureKind.BadPayload),
            _ => null,
        });
    }

    private void End(Execution execution, InvocationFailure? failure)
    {
        execution.IsOver = true;
        _running.Remove(execution);
        if (!execution.Link.IsBroken)
        {
            execution.Link.ToScheduler.Enqueue(new(MessageKind.Outcome, execution.Claim, failure));
        }
    }
}
