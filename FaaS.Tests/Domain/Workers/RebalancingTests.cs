using FaaS.Domain.Workers;

namespace FaaS.Tests.Domain.Workers;

public sealed class RebalancingTests
{
    private static readonly Guid[] Versions = [.. Enumerable.Range(0, 200).Select(_ => Guid.CreateVersion7())];

    [Fact]
    public void Alone_a_worker_keeps_everything()
        => Assert.Empty(Assert.Single(Rebalancing.Misplaced([Worker("a", Versions)])));

    [Fact]
    public void A_new_worker_gets_its_share_and_nothing_else_moves()
    {
        var before = Placed("a", "b");
        var moved = Rebalancing.Misplaced([.. before, Worker("c", [])]);

        Assert.InRange(moved[0].Count + moved[1].Count, 40, 100);
        Assert.Empty(moved[2]);

        // What moves is exactly what a platform that always had three would have put on the third.
        var after = Placed("a", "b", "c");
        Assert.Equal(after[2].Warm.Order(), moved[0].Concat(moved[1]).Order());
    }

    [Fact]
    public void What_is_at_home_stays()
        => Assert.All(Rebalancing.Misplaced(Placed("a", "b", "c")), Assert.Empty);

    [Fact]
    public void Nothing_is_sent_to_who_is_loaded_or_takes_nothing()
    {
        Assert.All(
            Rebalancing.Misplaced([Worker("a", Versions), Worker("b", []) with { HasRoom = false }]), Assert.Empty);
        Assert.All(
            Rebalancing.Misplaced([Worker("a", Versions), Worker("b", []) with { MayBeHome = false }]), Assert.Empty);
    }

    [Fact]
    public void Whoever_takes_nothing_new_gives_up_all_that_it_has()
        => Assert.Equal(
            Versions.Length,
            Rebalancing.Misplaced([Worker("a", Versions) with { MayBeHome = false }, Worker("b", [])])[0].Count);

    private static WarmWorker Worker(string id, IReadOnlyCollection<Guid> warm)
        => new(PlacementHash.Of(id), MayBeHome: true, HasRoom: true, warm);

    // Each version where its first call goes on an idle platform.
    private static WarmWorker[] Placed(params string[] ids)
    {
        var idle = ids.Select(id => new WorkerCandidate(PlacementHash.Of(id), 100, 0, 0, 0, Eligible: true)).ToArray();
        var homes = Versions.ToLookup(version => WorkerChoice.Pick(PlacementHash.Of(version), idle, 10));
        return [.. ids.Select((id, index) => Worker(id, [.. homes[index]]))];
    }
}
