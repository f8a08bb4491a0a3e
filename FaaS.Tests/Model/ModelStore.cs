using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Invocations;

namespace FaaS.Tests.Model;

/// <summary>
/// Postgres: each method is one statement, and happens at once or not at all. What becomes of a row is for
/// <see cref="AsyncInvocation"/> to say. Leases go by this clock only, which may jump.
/// </summary>
internal sealed class ModelStore(Simulation simulation, Variant variant)
{
    public const long Timeout = 5000;

    public static readonly FaultLimits Limits = new(MaxPlatformFaults: 50, MaxWorkerLosses: 3);

    private static readonly long Grace = (long)LeaseTimes.Grace.TotalMilliseconds;
    private static readonly long OwnerClaimsWithin = (long)LeaseTimes.OwnerClaimsWithin.TotalMilliseconds;
    private static readonly long OwnerDeadAfter = (long)LeaseTimes.OwnerDeadAfter.TotalMilliseconds;

    private readonly Dictionary<string, long> _seen = [];

    public SortedDictionary<int, StoredInvocation> Rows { get; } = [];

    public List<Statement> UnderWay { get; } = [];

    public long ClockError { get; set; }

    public long Clock => simulation.Now + ClockError;

    /// <summary>Counted by the statements, as the table invocation_totals is.</summary>
    public (int Accepted, int Settled, int Dead) Totals { get; private set; }

    public IEnumerable<StoredInvocation> Queued => In(InvocationState.Queued);

    public IEnumerable<StoredInvocation> Running => In(InvocationState.Running);

    public void See(Process process) => _seen[process.Id] = Clock;

    public void Accept(int id, Behaviour behaviour, long? expiresIn)
    {
        Rows.Add(id, new()
        {
            Id = id,
            Behaviour = behaviour,
            Machine = AsyncInvocation.Accepted,
            NotBefore = Clock,
            ExpiresAt = Clock + expiresIn,
        });
        Count(accepted: 1);
    }

    public List<Claim> Claim(Process owner, IEnumerable<int> ids)
    {
        var claims = new List<Claim>();
        if (!IsSeenWithin(owner.Id, OwnerClaimsWithin))
        {
            return claims;
        }

        foreach (var row in ids.Distinct().Where(Rows.ContainsKey).Select(id => Rows[id]))
        {
            if (row.Machine.Claim(row.ExpiresAt <= Clock) is not { } claimed)
            {
                continue;
            }

            row.Machine = variant == Variant.ClaimWithoutNewEpoch
                ? claimed with { LeaseEpoch = row.Machine.LeaseEpoch }
                : claimed;
            (row.Owner, row.LeaseExpiresAt) = (owner.Id, Clock + Timeout + Grace);
            claims.Add(simulation.Witness.Claims(row, owner));
        }

        return claims;
    }

    public List<StoredInvocation> Settle(IEnumerable<Ended> batch)
    {
        var settled = new List<StoredInvocation>();
        foreach (var ended in batch)
        {
            var row = Rows[ended.Claim.Invocation];
            var epoch = variant == Variant.SettleWithoutEpoch ? row.Machine.LeaseEpoch : ended.Claim.Machine.LeaseEpoch;
            if (row.Machine.Settle(epoch, ended.Settlement) is { } next)
            {
                simulation.Witness.Settles(row, ended, next);
                Become(row, next, Clock + (long)ended.Settlement.Delay.TotalMilliseconds);
                settled.Add(row);
            }
        }

        return settled;
    }

    public bool IsLost(StoredInvocation row, bool ofAbsentOwners)
        => row.Machine.State == InvocationState.Running
            && (row.LeaseExpiresAt < Clock || ofAbsentOwners && !IsSeenWithin(row.Owner!, OwnerDeadAfter));

    public List<StoredInvocation> LoseLeases(bool ofAbsentOwners)
    {
        List<StoredInvocation> lost = [.. Running.Where(row => IsLost(row, ofAbsentOwners))];
        foreach (var row in lost)
        {
            row.Holder!.IsLost = true;
            Become(row, row.Machine.LoseLease(Limits)!, Clock);
        }

        return lost;
    }

    public void Cancel(int id)
    {
        var row = Rows[id];
        if (row.Machine.Cancel() is { } next)
        {
            Become(row, next, row.NotBefore);
        }
    }

    public void Expire()
    {
        foreach (var row in Queued.Where(row => row.ExpiresAt <= Clock).ToList())
        {
            Become(row, row.Machine.Expire()!, row.NotBefore);
        }
    }

    public bool Redrive(int id)
    {
        var row = Rows[id];
        if (row.Machine.Redrive() is not { } next)
        {
            return false;
        }

        (row.Machine, row.NotBefore, row.ExpiresAt) = (next, Clock, null);
        row.FunctionFailures = 0;
        Count(dead: -1);
        return true;
    }

    private void Become(StoredInvocation row, AsyncInvocation next, long notBefore)
    {
        Witness.Becomes(row, next);
        if (row.Machine.State == InvocationState.Running && next.State != InvocationState.Running)
        {
            (row.Owner, row.Holder) = (null, null);
        }

        (row.Machine, row.NotBefore) = (next, next.State == InvocationState.Queued ? notBefore : row.NotBefore);
        if (next.State == InvocationState.Dead)
        {
            Count(dead: 1);
        }
        else if (next.State.IsFinal())
        {
            Count(settled: 1);
        }
    }

    private void Count(int accepted = 0, int settled = 0, int dead = 0)
        => Totals = (Totals.Accepted + accepted, Totals.Settled + settled, Totals.Dead + dead);

    private bool IsSeenWithin(string owner, long age) => _seen.TryGetValue(owner, out var at) && at > Clock - age;

    private IEnumerable<StoredInvocation> In(InvocationState state)
        => Rows.Values.Where(row => row.Machine.State == state);
}
