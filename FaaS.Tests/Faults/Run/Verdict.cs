namespace FaaS.Tests.Faults.Run;

/// <summary>Holds what clients were told against what Postgres has, step by step.</summary>
internal sealed class Verdict
{
    private static readonly string[] Final = ["succeeded", "failed", "timed_out", "cancelled", "dead"];

    // These never reached a sandbox, or were waiting for one.
    private static readonly string?[] NotExecuted = [null, "no_capacity"];

    private readonly IReadOnlyList<FaultRecord> _faults;
    private readonly Dictionary<string, int> _repeats = [];
    private readonly List<string> _wrong = [];
    private readonly ILookup<Guid, Transition> _transitions;

    public Verdict(
        IReadOnlyDictionary<Guid, string> told,
        IReadOnlyDictionary<Guid, (string State, string Function)> held,
        ILookup<Guid, Transition> transitions,
        IReadOnlyList<FaultRecord> faults)
    {
        _faults = faults;
        _transitions = transitions;
        foreach (var id in told.Keys.Where(id => !held.ContainsKey(id)))
        {
            _wrong.Add($"{id} was accepted and is lost.");
        }

        foreach (var (id, (state, function)) in held)
        {
            if (!Final.Contains(state))
            {
                _wrong.Add($"{id} is stuck: {state}.");
            }

            Follow(id, function, [.. transitions[id]]);
        }
    }

    public IReadOnlyList<string> Wrong => _wrong;

    /// <summary>How many executions began, of all invocations together.</summary>
    public int Executions { get; private set; }

    /// <summary>How many executions a fault made necessary that would not have been without.</summary>
    public int RepeatsOf(FaultRecord fault) => _repeats.GetValueOrDefault(Key(fault));

    /// <summary>What took so long, and why.</summary>
    public IEnumerable<string> SettledAfter(DateTimeOffset moment) => _transitions
        .Where(steps => steps.Last().At > moment)
        .Select(steps => $"{steps.Key} was late: {Told([.. steps])}.");

    private static string Key(FaultRecord fault) => $"{fault.StartedAt:O}{fault.What}";

    private static bool IsOwnFault(string function, Transition end) => function switch
    {
        LoadFunction.Flaky => end is { ErrorKind: "function_error", AttemptBefore: 1, Attempt: 1 },
        LoadFunction.Crashing => end.ErrorKind is "exited",
        _ => false,
    };

    private void Follow(Guid id, string function, Transition[] steps)
    {
        if (steps.Count(step => Final.Contains(step.To)) > 1 || steps.Any(step => Final.Contains(step.From)))
        {
            _wrong.Add($"{id} was settled twice: {Told(steps)}.");
        }

        Transition? claim = null;
        foreach (var step in steps)
        {
            if (step.To is "running")
            {
                claim = step;
                Executions++;
            }
            else if (claim is not null && NeedsFault(function, step))
            {
                Explain(id, claim, step, steps);
            }
        }
    }

    /// <summary>Whether this end of an execution is none that a function of this kind brings about itself.</summary>
    private static bool NeedsFault(string function, Transition end)
    {
        if (end.To is "queued")
        {
            var wasTakenAway = end.Epoch != end.EpochBefore;
            return wasTakenAway || (!NotExecuted.Contains(end.ErrorKind) && !IsOwnFault(function, end));
        }

        return end.To is "dead" && function is not LoadFunction.Crashing;
    }

    private void Explain(Guid id, Transition claim, Transition end, Transition[] steps)
    {
        if (_faults.LastOrDefault(fault => fault.Touches(claim.At, end.At)) is { } fault)
        {
            _repeats[Key(fault)] = RepeatsOf(fault) + 1;
        }
        else
        {
            _wrong.Add($"{id} ran again, and no fault explains it: {Told(steps)}.");
        }
    }

    private static string Told(Transition[] steps) => string.Join(", ", steps.Select(Told));

    private static string Told(Transition step)
        => $"{step.At:HH:mm:ss.fff} {step.From} → {step.To} "
            + $"(epoch {step.Epoch}, attempt {step.Attempt}, {step.ErrorKind})";
}
