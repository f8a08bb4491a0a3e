using FaaS.Domain.Invocations;
using FaaS.Domain.Queue;
using FsCheck;
using FsCheck.Fluent;

namespace FaaS.Tests.Domain.Queue;

public sealed class FairOrderTests
{
    private const int PerTurn = 3;

    private static readonly Guid[] Functions =
        [.. Enumerable.Range(1, 8).Select(i => new Guid(i, 0, 0, new byte[8]))];

    private static readonly Arbitrary<Case> Cases = (
        from due in Due(Gen.Choose(0, 2)).ListOf()
        from count in Gen.Choose(0, 40)
        from turn in Gen.Choose(0, 100)
        from rooms in Gen.Choose(0, 6).ArrayOf(3)
        select new Case([.. due], count, turn, rooms)).ToArbitrary();

    private static readonly Arbitrary<DueInvocation[]> Backlogs = Due(Gen.Choose(0, 2)).ListOf(120)
        .Select(due => due.ToArray())
        .ToArbitrary();

    [Fact]
    public void Nothing_is_taken_twice_or_beyond_what_was_asked_for()
        => ForAll((given, taken) => taken.Count <= given.Count
            && taken.Distinct().Count() == taken.Count
            && taken.All(given.Due.Contains));

    [Fact]
    public void No_function_gets_more_than_its_room()
        => ForAll((given, taken) => taken.CountBy(one => one.FunctionId)
            .All(share => share.Value <= given.Rooms.GetValueOrDefault(share.Key, PerTurn)));

    [Fact]
    public void A_function_without_room_holds_up_nobody()
        => ForAll((given, taken) =>
        {
            var runnable = given.Due.CountBy(one => one.FunctionId)
                .Sum(share => Math.Min(share.Value, given.Rooms.GetValueOrDefault(share.Key, PerTurn)));
            return taken.Count == Math.Min(given.Count, runnable);
        });

    [Fact]
    public void Of_a_function_and_priority_the_oldest_go_first()
        => ForAll((given, taken) => taken
            .GroupBy(one => (one.FunctionId, one.Priority))
            .All(group => group.Select(one => one.Due).SequenceEqual(
                given.Due.Where(one => (one.FunctionId, one.Priority) == group.Key)
                    .Select(one => one.Due)
                    .Order()
                    .Take(group.Count()))));

    [Fact]
    public void Tenants_with_a_backlog_get_the_same()
        => Prop.ForAll(Due(Gen.Constant(1)).ListOf(200).ToArbitrary(), due =>
        {
            var taken = Take(due, count: 40, turn: 0).CountBy(one => one.Tenant).ToDictionary();
            var backlog = due.CountBy(one => one.Tenant).ToDictionary();
            return backlog.All(tenant => tenant.Value <= taken.GetValueOrDefault(tenant.Key)
                || taken.Values.All(other => other <= taken.GetValueOrDefault(tenant.Key) + PerTurn));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Who_has_waited_longest_is_served_within_four_turns()
        => Prop.ForAll(Backlogs, Gen.Choose(0, 100).ToArbitrary(), (due, turn) =>
        {
            var oldest = due.MinBy(one => one.Due);
            return Take(due, count: 4, turn, perTurn: 1).Contains(oldest);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Nobody_waits_for_more_than_four_times_the_turns_of_a_queue_without_priorities()
        => Prop.ForAll(Backlogs, Gen.Choose(0, 100).ToArbitrary(), (due, turn) =>
        {
            // Each with a tenant of its own, so that each is its own line.
            DueInvocation[] lines = [.. due.Select((one, i) => one with { Tenant = $"{i}", FunctionId = NewId(i) })];
            var order = Take(lines, lines.Length, turn, perTurn: 1).Select((one, place) => (one.Due, Place: place));
            return order.All(one => one.Place < 4 * lines.Count(other => other.Due <= one.Due));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_highest_priority_with_work_gets_three_of_four_turns()
        => Prop.ForAll(Backlogs, due =>
        {
            var taken = Take(due, count: 16, turn: 0, perTurn: 1);
            var high = due.Count(one => one.Priority == InvocationPriority.High);
            return taken.Count(one => one.Priority == InvocationPriority.High) >= Math.Min(high, 12);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void First_in_first_out_is_a_policy_too()
        => Prop.ForAll(Backlogs, due =>
        {
            DueInvocation[] lines = [.. due.Select((one, i) => one with { Tenant = $"{i}", FunctionId = NewId(i) })];
            var taken = FairOrder.Take(lines, lines.Length, new(1, 1), 0, new Dictionary<Guid, int>()).Taken;
            return taken.Select(one => one.Due).SequenceEqual(lines.Select(one => one.Due).Order());
        }).QuickCheckThrowOnFailure();

    private static Gen<DueInvocation> Due(Gen<int> priority)
        => from rank in priority
           from function in Gen.Choose(0, Functions.Length - 1)
           from due in Gen.Choose(0, int.MaxValue)
           from id in Gen.Choose(1, int.MaxValue)
           select new DueInvocation(
               (InvocationPriority)rank,
               $"tenant-{function % 3}",
               Functions[function],
               NewId(id),
               DateTimeOffset.UnixEpoch.AddMilliseconds(due));

    private static Guid NewId(int seed) => new(seed, 1, 0, new byte[8]);

    private static IReadOnlyList<DueInvocation> Take(
        IEnumerable<DueInvocation> due, int count, long turn, int perTurn = PerTurn)
    {
        var rooms = Functions.ToDictionary(id => id, _ => 1000);
        return FairOrder.Take(due, count, TurnPolicy.Priority(perTurn), turn, rooms).Taken;
    }

    private static void ForAll(Func<Case, IReadOnlyList<DueInvocation>, bool> property)
        => Prop.ForAll(Cases, given => property(
            given, FairOrder.Take(given.Due, given.Count, TurnPolicy.Priority(PerTurn), given.Turn, given.Rooms).Taken))
            .QuickCheckThrowOnFailure();

    private sealed record Case(DueInvocation[] Due, int Count, long Turn, int[] Room)
    {
        public Dictionary<Guid, int> Rooms => Room.Select((free, i) => (Functions[i], free)).ToDictionary();
    }
}
