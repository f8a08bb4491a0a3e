using FaaS.Domain.Invocations;

namespace FaaS.Domain.Queue;

/// <summary>
/// What is taken out of the queue, and in which order: priorities have turns by <see cref="PriorityTurns"/>, in each of
/// them tenants take turns, then the functions of a tenant; of a function the oldest go first. A function without room
/// is passed over and keeps its place. The queue in Redis says the same in its script.
/// </summary>
public static class FairOrder
{
    private static readonly InvocationPriority[] Priorities = Enum.GetValues<InvocationPriority>();

    /// <param name="due">All that may start now.</param>
    /// <param name="count">The most to take.</param>
    /// <param name="policy">How turns are given.</param>
    /// <param name="turn">Counts the turns that were taken before.</param>
    /// <param name="rooms">How many more of a function may run; others have room for one turn.</param>
    public static FairShare Take(
        IEnumerable<DueInvocation> due,
        int count,
        TurnPolicy policy,
        long turn,
        IReadOnlyDictionary<Guid, int> rooms)
    {
        var waiting = due.ToLookup(invocation => invocation.Priority);
        var pass = new QueuePass(policy.PerTurn, rooms);
        var lines = Array.ConvertAll(Priorities, priority => new PriorityLine(waiting[priority], pass));
        var taken = new List<DueInvocation>();
        while (taken.Count < count)
        {
            var waitingSince = Array.ConvertAll(lines, line => line.WaitingSince);
            var next = PriorityTurns.Next(turn, waitingSince, policy.ByAgeEvery);
            if (next < 0)
            {
                break;
            }

            var shared = lines[next].Take(count - taken.Count);
            taken.AddRange(shared);
            turn += shared.Count > 0 ? 1 : 0;
        }

        return new(taken, turn);
    }
}
