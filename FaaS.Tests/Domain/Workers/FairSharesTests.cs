using FaaS.Domain.Workers;
using FsCheck;
using FsCheck.Fluent;

namespace FaaS.Tests.Domain.Workers;

public sealed class FairSharesTests
{
    private static readonly Arbitrary<int> Totals = Gen.Choose(0, 1000).ToArbitrary();

    private static readonly Arbitrary<int[]> Demands = Gen.Choose(0, 200).NonEmptyListOf()
        .Select(demands => demands.ToArray())
        .ToArbitrary();

    private static readonly Arbitrary<int> Turns = Gen.Choose(0, 1_000_000).ToArbitrary();

    [Fact]
    public void All_is_given_and_no_more()
        => Prop.ForAll(Totals, Demands, Turns, (total, demands, turn)
            => FairShares.Divide(total, demands, turn).Sum() == total).QuickCheckThrowOnFailure();

    [Fact]
    public void Nobody_gets_less_than_an_even_share_unless_it_wants_less()
        => Prop.ForAll(Totals, Demands, Turns, (total, demands, turn)
            => FairShares.Divide(total, demands, turn)
                .Zip(demands)
                .All(pair => pair.First >= Math.Min(pair.Second, total / demands.Length)))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Nobody_gets_what_it_does_not_want_while_another_lacks_it()
        => Prop.ForAll(Totals, Demands, Turns, (total, demands, turn) =>
        {
            var shares = FairShares.Divide(total, demands, turn).Zip(demands).ToList();
            return shares.All(pair => pair.First >= pair.Second) || shares.All(pair => pair.First <= pair.Second);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Who_wants_more_gets_no_less()
        => Prop.ForAll(Totals, Demands, Turns, (total, demands, turn) =>
        {
            var shares = FairShares.Divide(total, demands, turn).Zip(demands).ToList();
            return shares.All(one => shares.All(other => one.Second < other.Second || one.First >= other.First - 1));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_cannot_be_divided_goes_to_each_in_turn()
    {
        var gotIt = Enumerable.Range(0, 6)
            .Select(turn => Array.IndexOf(FairShares.Divide(1, [5, 5, 5], turn), 1));

        Assert.Equal([0, 1, 2, 0, 1, 2], gotIt);
    }
}
