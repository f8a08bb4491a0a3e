using FaaS.Domain.Invocations;

namespace FaaS.Tests.Model;

/// <summary>Sees everything at once, and says which promise is broken.</summary>
internal sealed class Witness(Simulation simulation)
{
    public const string Postgres = "postgres";

    private readonly List<(int Step, string Name)> _faults = [];
    private readonly List<Execution> _executions = [];

    /// <summary>Those whose caller was told that they are accepted.</summary>
    public HashSet<int> Acknowledged { get; } = [];

    public void Faulted(string name) => _faults.Add((simulation.Step, name));

    public Claim Claims(StoredInvocation row, Process owner)
    {
        Require(row.Holder is null, "A4", $"{owner.Id} gets a lease of {row}, which {row.Holder?.Owner} still holds");
        Require(
            row.LeaseExpiresAt - simulation.Store.Clock > ModelStore.Timeout,
            "A4",
            $"the lease of {row} ends before its function has to");
        Require(
            row.Machine.Attempt == row.FunctionFailures + 1,
            "A6",
            $"{row} begins attempt {row.Machine.Attempt} after {row.FunctionFailures} failures of its function");
        return row.Holder = new(row.Id, owner.Name, simulation.Step, row.Machine, row.Behaviour);
    }

    public void Settles(StoredInvocation row, Ended ended, AsyncInvocation next)
    {
        Require(
            row.Holder == ended.Claim,
            "A2",
            $"{ended.Claim.Owner} settles {row} by a lease that is over; now it is {row.Holder?.Owner ?? "nobody"}'s");
        Require(
            next.State != InvocationState.Succeeded || _executions.Exists(one => one.Claim == ended.Claim),
            "A2",
            $"{row} succeeds without having run");
        ended.Claim.SettledAs = next.State;
        if (ended.Failure?.Kind.Fault() == Fault.Function && next.State != InvocationState.Cancelled)
        {
            row.FunctionFailures++;
        }
    }

    public static void Becomes(StoredInvocation row, AsyncInvocation next)
    {
        var from = row.Machine.State;
        Require(!from.IsFinal(), "A2", $"{row} was {from} and becomes {next.State}");
        Require(
            from == next.State || from.MayBecome(next.State, InvocationMode.Async),
            "A2",
            $"{row} may not become {next.State} from {from}");
        Require(
            next.State == InvocationState.Dead == next.DeadReason is not null,
            "A7",
            $"{row} becomes {next.State} with the reason {next.DeadReason}");
        Require(
            next.DeadReason != DeadReason.AttemptsExhausted
                || row.FunctionFailures == RetryPolicy.Default.MaxAttempts,
            "A6",
            $"{row} is given up after {row.FunctionFailures} failures of its function");
    }

    public void Starts(Execution execution)
    {
        var claim = execution.Claim;
        foreach (var earlier in _executions.Where(one => one.Claim.Invocation == claim.Invocation
            && one.Redrives == execution.Redrives))
        {
            var name = $"i{claim.Invocation}";
            Require(earlier.Claim != claim, "A5", $"{name} runs twice by one claim");
            Require(earlier.IsOver || IsExplained(earlier), "A4", $"{name} runs twice at once, and nothing had broken");
            Require(
                earlier.Claim.SettledAs == InvocationState.Queued || IsExplained(earlier),
                "A5",
                $"{name} runs again, and nothing had broken");
        }

        _executions.Add(execution);
    }

    /// <summary>What must hold at every moment.</summary>
    public void Check()
    {
        var store = simulation.Store;
        foreach (var id in Acknowledged)
        {
            Require(store.Rows.ContainsKey(id), "A1", $"i{id} was accepted and is not in Postgres");
        }

        var totals = store.Totals;
        var here = store.Queued.Count() + store.Running.Count() + totals.Settled + totals.Dead;
        Require(totals.Accepted == here, "A3", $"{totals.Accepted} were accepted and {here} are somewhere");
        Require(totals.Accepted == store.Rows.Count, "A3", $"there are {store.Rows.Count} rows of {totals.Accepted}");
    }

    public static void Require(bool holds, string promise, string otherwise)
    {
        if (!holds)
        {
            throw new BrokenPromiseException(promise, otherwise);
        }
    }

    /// <summary>Who ran it, where, or the database had a fault since it was claimed.</summary>
    private bool IsExplained(Execution execution) => _faults.Exists(fault => fault.Step >= execution.Claim.Step
        && (fault.Name == Postgres
            || fault.Name == execution.Claim.Owner
            || fault.Name == execution.Link.Worker.Name));
}
