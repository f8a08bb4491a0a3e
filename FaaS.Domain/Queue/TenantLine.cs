namespace FaaS.Domain.Queue;

/// <summary>The functions of one tenant that have something due, who has waited longest for a turn in front.</summary>
internal sealed class TenantLine
{
    private readonly QueuePass _pass;
    private readonly PriorityQueue<Queue<DueInvocation>, (long Since, Guid Id)> _functions = new();

    public TenantLine(IEnumerable<DueInvocation> due, QueuePass pass)
    {
        _pass = pass;
        foreach (var function in due.GroupBy(invocation => invocation.FunctionId))
        {
            var queue = new Queue<DueInvocation>(function.OrderBy(one => one.Due).ThenBy(one => one.InvocationId));
            _functions.Enqueue(queue, (queue.Peek().Due.UtcTicks, function.Key));
        }
    }

    public bool IsWaiting => _functions.Count > 0;

    /// <summary>The turn of the first function that has room. Those without leave until the next pass.</summary>
    public IReadOnlyList<DueInvocation> Take(int most)
    {
        while (_functions.TryDequeue(out var queue, out var place))
        {
            var count = Math.Min(Math.Min(most, _pass.PerTurn), Math.Min(_pass.Room(place.Id), queue.Count));
            if (count <= 0)
            {
                continue;
            }

            List<DueInvocation> taken = [.. Enumerable.Range(0, count).Select(_ => queue.Dequeue())];
            _pass.Use(place.Id, count);
            if (queue.Count > 0)
            {
                _functions.Enqueue(queue, (_pass.EndOfTheLine(), place.Id));
            }

            return taken;
        }

        return [];
    }
}
