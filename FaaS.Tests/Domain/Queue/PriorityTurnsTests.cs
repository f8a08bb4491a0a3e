using FaaS.Domain.Queue;
using FsCheck;
using FsCheck.Fluent;

namespace FaaS.Tests.Domain.Queue;

public sealed class PriorityTurnsTests
{
    private static readonly Arbitrary<(long Turn, long?[] Waiting)> Cases = (
        from turn in Gen.Choose(0, 1000)
        from waiting in Gen.Choose(-20, 100).ArrayOf(3)
        select ((long)turn, Array.ConvertAll(waiting, since => since < 0 ? (long?)null : since))).ToArbitrary();

    [Fact]
    public void Somebody_has_the_turn_whenever_anybody_waits()
        => Prop.ForAll(Cases, given =>
        {
            var next = PriorityTurns.Next(given.Turn, given.Waiting, byAgeEvery: 4);
            return next < 0 ? given.Waiting.All(since => since is null) : given.Waiting[next] is not null;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Three_of_four_turns_go_to_the_highest_priority_and_the_fourth_to_who_waited_longest()
        => Prop.ForAll(Cases, given =>
        {
            var next = PriorityTurns.Next(given.Turn, given.Waiting, byAgeEvery: 4);
            return next < 0
                || (given.Turn % 4 == 3
                    ? given.Waiting[next] == given.Waiting.Min()
                    : given.Waiting.Take(next).All(since => since is null));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void By_age_in_every_turn_it_is_first_in_first_out()
        => Prop.ForAll(Cases, given =>
        {
            var next = PriorityTurns.Next(given.Turn, given.Waiting, byAgeEvery: 1);
            return next < 0 || given.Waiting[next] == given.Waiting.Min();
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Low_gets_its_turns_however_much_of_higher_priority_arrives()
    {
        // Whoever is served comes again at once, so that all three always wait.
        long?[] waiting = [0, 0, 0];
        var served = new int[3];
        for (var turn = 0L; turn < 1200; turn++)
        {
            var next = PriorityTurns.Next(turn, waiting, byAgeEvery: 4);
            served[next]++;
            waiting[next] = turn + 1;
        }

        Assert.InRange(served[0], 900, 1000);
        Assert.InRange(served[1], 100, 200);
        Assert.InRange(served[2], 100, 200);
    }
}
