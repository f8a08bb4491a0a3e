using FaaS.Domain.Workers;
using FsCheck;
using FsCheck.Fluent;

namespace FaaS.Tests.Domain.Workers;

public sealed class WorkerChoiceTests
{
    private static readonly Arbitrary<ulong> Versions = Gen.Choose(0, int.MaxValue)
        .Select(seed => PlacementHash.Of($"version-{seed}"))
        .ToArbitrary();

    // Some are full, some beyond full (their slots were reduced), some not eligible.
    private static readonly Arbitrary<WorkerCandidate[]> AnyWorkers = Workers(
        from slots in Gen.Choose(0, 40)
        from running in Gen.Choose(0, 45)
        from warm in Gen.Choose(0, 2)
        from eligible in Gen.Frequency((4, Gen.Constant(true)), (1, Gen.Constant(false)))
        select new WorkerCandidate(0, slots, running, warm, warm, eligible));

    private static readonly Arbitrary<WorkerCandidate[]> QuietWorkers = Workers(
        from slots in Gen.Choose(8, 40)
        from running in Gen.Choose(0, 3)
        select new WorkerCandidate(0, slots, running, 0, 0, true));

    private static readonly Arbitrary<(int Workers, int Slots)> Sizes = (
        from workers in Gen.Choose(1, 8)
        from slots in Gen.Choose(1, 16)
        select (workers, slots)).ToArbitrary();

    [Fact]
    public void Nothing_is_placed_over_capacity_and_no_room_is_overlooked()
        => Prop.ForAll(Versions, AnyWorkers, (version, workers) =>
        {
            var index = WorkerChoice.Pick(version, workers, maxSandboxes: 3);
            return index < 0 ? !workers.Any(worker => worker.HasRoom) : workers[index].HasRoom;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Nobody_is_loaded_beyond_the_bound_while_another_with_room_is_below_it()
        => Prop.ForAll(Versions, AnyWorkers, (version, workers) =>
        {
            var eligible = workers.Where(worker => worker.Eligible).ToArray();
            var slots = eligible.Sum(worker => worker.Slots);
            var average = slots == 0 ? 0 : (1.0 + eligible.Sum(worker => worker.Running)) / slots;
            bool IsLoaded(WorkerCandidate worker)
                => worker.Running >= Math.Ceiling(Math.Max(0.5, 1.25 * average) * worker.Slots);

            return Chosen(version, workers, maxSandboxes: int.MaxValue) is not { } chosen
                || !IsLoaded(chosen)
                || workers.Where(worker => worker.HasRoom).All(IsLoaded);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void However_many_calls_come_no_worker_gets_a_quarter_more_than_the_average()
        => Prop.ForAll(Versions, Sizes, (version, size) =>
        {
            var (count, slots) = size;
            WorkerCandidate[] workers = [.. Enumerable.Range(0, count).Select(i =>
                new WorkerCandidate(PlacementHash.Of($"worker-{i}"), slots, 0, 0, 0, true))];
            for (var placed = 1; placed <= count * slots; placed++)
            {
                var index = WorkerChoice.Pick(version, workers, int.MaxValue);
                workers[index] = workers[index] with { Running = workers[index].Running + 1 };
                var bound = Math.Max(0.5, 1.25 * placed / (count * slots)) * slots;
                if (workers.Any(worker => worker.Running > Math.Min(slots, Math.Ceiling(bound))))
                {
                    return false;
                }
            }

            return WorkerChoice.Pick(version, workers, int.MaxValue) < 0;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_worker_that_is_drained_moves_only_its_own_functions()
        => Prop.ForAll(Versions, QuietWorkers, (version, workers) =>
        {
            var chosen = Chosen(version, workers);
            return workers.Where(worker => worker != chosen).All(drained => Chosen(version, [.. workers.Select(
                worker => worker == drained ? worker with { Eligible = false } : worker)]) == chosen);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void When_one_of_ten_workers_leaves_a_tenth_of_the_functions_moves()
    {
        WorkerCandidate[] workers = [.. Enumerable.Range(0, 10).Select(i =>
            new WorkerCandidate(PlacementHash.Of($"worker-{i}"), 16, 0, 0, 0, true))];
        var random = new Random(1);
        var versions = Enumerable.Range(0, 10_000).Select(_ => (ulong)random.NextInt64()).ToArray();

        var moved = versions.Count(version => Chosen(version, workers) != Chosen(version, workers[1..]));

        Assert.InRange(moved, 850, 1150);
    }

    [Fact]
    public void The_order_in_which_workers_joined_does_not_matter()
        => Prop.ForAll(Versions, AnyWorkers, (version, workers) =>
            Chosen(version, workers) == Chosen(version, [.. workers.Reverse()])).QuickCheckThrowOnFailure();

    [Fact]
    public void A_worker_that_leaves_moves_only_its_own_functions()
        => Prop.ForAll(Versions, QuietWorkers, (version, workers) =>
        {
            var chosen = Chosen(version, workers);
            return workers.Where(worker => worker != chosen)
                .All(leaving => Chosen(version, [.. workers.Where(worker => worker != leaving)]) == chosen);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_worker_that_joins_moves_functions_only_to_itself()
        => Prop.ForAll(Versions, QuietWorkers, (version, workers) =>
        {
            var joining = new WorkerCandidate(PlacementHash.Of("joining"), 16, 0, 0, 0, true);
            var chosen = Chosen(version, [.. workers, joining]);
            return chosen == joining || chosen == Chosen(version, workers);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_warm_worker_is_preferred_while_it_is_not_loaded()
        => Prop.ForAll(Versions, QuietWorkers, (version, workers) =>
        {
            var warm = new WorkerCandidate(PlacementHash.Of("warm"), 16, 7, 1, 1, true);
            return Chosen(version, [.. workers, warm]) == warm;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_loaded_warm_worker_gives_way_to_a_cold_idle_one()
    {
        var warm = new WorkerCandidate(PlacementHash.Of("warm"), 16, 15, 1, 1, true);
        var idle = new WorkerCandidate(PlacementHash.Of("idle"), 16, 0, 0, 0, true);

        Assert.Equal(idle, Chosen(42, [warm, idle]));
    }

    [Fact]
    public void A_loaded_warm_worker_takes_it_when_there_may_be_no_more_sandboxes()
    {
        var warm = new WorkerCandidate(PlacementHash.Of("warm"), 16, 15, 1, 2, true);
        var idle = new WorkerCandidate(PlacementHash.Of("idle"), 16, 0, 0, 1, true);

        Assert.Equal(idle, Chosen(42, [warm, idle], maxSandboxes: 4));
        Assert.Equal(warm, Chosen(42, [warm, idle], maxSandboxes: 3));
    }

    [Fact]
    public void Functions_spread_over_all_workers()
    {
        WorkerCandidate[] workers = [.. Enumerable.Range(0, 10).Select(i =>
            new WorkerCandidate(PlacementHash.Of($"worker-{i}"), 16, 0, 0, 0, true))];

        var shares = Enumerable.Range(0, 10_000)
            .CountBy(_ => WorkerChoice.Pick(PlacementHash.Of(Guid.CreateVersion7()), workers, 10))
            .Select(share => share.Value)
            .ToList();

        Assert.Equal(10, shares.Count);
        Assert.All(shares, share => Assert.InRange(share, 800, 1200));
    }

    private static WorkerCandidate? Chosen(ulong version, WorkerCandidate[] workers, int maxSandboxes = 10)
        => WorkerChoice.Pick(version, workers, maxSandboxes) is var index and >= 0 ? workers[index] : null;

    private static Arbitrary<WorkerCandidate[]> Workers(Gen<WorkerCandidate> worker)
        => worker.ArrayOf()
            .Select(workers => workers
                .Select((candidate, i) => candidate with { Hash = PlacementHash.Of($"worker-{i}") })
                .ToArray())
            .ToArbitrary();
}
