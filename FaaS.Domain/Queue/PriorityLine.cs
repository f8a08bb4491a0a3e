namespace FaaS.Domain.Queue;

/// <summary>The tenants that have something due in one priority, who has waited longest for a turn in front.</summary>
internal sealed class PriorityLine
{
    private readonly QueuePass _pass;
    private readonly PriorityQueue<TenantLine, (long Since, string Name)> _tenants = new();

    public PriorityLine(IEnumerable<DueInvocation> due, QueuePass pass)
    {
        _pass = pass;
        foreach (var tenant in due.GroupBy(invocation => invocation.Tenant))
        {
            _tenants.Enqueue(new(tenant, pass), (tenant.Min(invocation => invocation.Due.UtcTicks), tenant.Key));
        }
    }

    public long? WaitingSince => _tenants.TryPeek(out _, out var place) ? place.Since : null;

    /// <summary>The turn of the first in line. Nothing when none of its functions has room; then it leaves.</summary>
    public IReadOnlyList<DueInvocation> Take(int most)
    {
        if (!_tenants.TryDequeue(out var tenant, out var place))
        {
            return [];
        }

        var taken = tenant.Take(most);
        if (taken.Count > 0 && tenant.IsWaiting)
        {
            _tenants.Enqueue(tenant, (_pass.EndOfTheLine(), place.Name));
        }

        return taken;
    }
}
