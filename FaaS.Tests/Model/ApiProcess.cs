using FaaS.Domain.Invocations;

namespace FaaS.Tests.Model;

/// <summary>Accepts, cancels and redrives; tells the caller, then the index, once that is committed.</summary>
internal sealed class ApiProcess(string name, Simulation simulation, Variant variant) : Process(name, simulation)
{
    private const int MostAccepted = 6;

    private static readonly Behaviour[] Behaviours =
    [
        Behaviour.Succeeds, Behaviour.Succeeds, Behaviour.FailsOnce, Behaviour.AlwaysFails,
        Behaviour.RefusesItsPayload, Behaviour.NeverEnds, Behaviour.KillsItsWorker,
    ];

    private readonly List<int> _committed = [];

    public override IEnumerable<Move> Moves()
    {
        if (CanAct && _committed.Count > 0)
        {
            yield return new($"{Id} adds {Simulation.List(_committed)} to the index", AddToIndex);
        }
    }

    public IEnumerable<Move> Requests()
    {
        if (!CanAct || IsCutOff)
        {
            yield break;
        }

        for (var i = 0; i < Behaviours.Length && Simulation.Requested < MostAccepted; i++)
        {
            var behaviour = Behaviours[i];
            long? expiresIn = i == 1 ? 20_000 : null;
            yield return new($"somebody calls what {behaviour}", () => Accept(behaviour, expiresIn));
        }

        foreach (var row in Simulation.Store.Rows.Values)
        {
            if (!row.Machine.State.IsFinal() && !row.Machine.CancelRequested)
            {
                yield return new($"somebody cancels {row}", () => Send($"cancels {row}", () => Cancel(row.Id)));
            }
            else if (row.Machine.State == InvocationState.Dead && row.Machine.Redrives == 0)
            {
                yield return new($"somebody redrives {row}", () => Send($"redrives {row}", () => Redrive(row.Id)));
            }
        }
    }

    protected override void Forget() => _committed.Clear();

    private void Accept(Behaviour behaviour, long? expiresIn)
    {
        var id = ++Simulation.Requested;
        if (variant == Variant.AnswerBeforeCommit)
        {
            Simulation.Witness.Acknowledged.Add(id);
        }

        Send($"inserts i{id}", () =>
        {
            Simulation.Store.Accept(id, behaviour, expiresIn);
            return () =>
            {
                Simulation.Witness.Acknowledged.Add(id);
                _committed.Add(id);
            };
        });
    }

    private Action Cancel(int id)
    {
        Simulation.Store.Cancel(id);
        return () => { };
    }

    private Action Redrive(int id)
    {
        var isQueued = Simulation.Store.Redrive(id);
        return () =>
        {
            if (isQueued)
            {
                _committed.Add(id);
            }
        };
    }

    private void AddToIndex()
    {
        _committed.ForEach(id => Simulation.Index.Add(id, Simulation.Now));
        _committed.Clear();
    }

    // A caller whose request fails is told so, and nothing more is owed.
    private void Send(string text, Func<Action> commit)
        => Simulation.Store.UnderWay.Add(new(this, text, commit, lost: () => { }));
}
