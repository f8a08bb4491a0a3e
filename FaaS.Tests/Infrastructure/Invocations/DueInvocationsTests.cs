using FaaS.Domain.Invocations;
using FaaS.Domain.Queue;
using FaaS.Infrastructure.Invocations;
using FaaS.Infrastructure.Invocations.Queue;
using FaaS.Tests.Infrastructure.Stores;

namespace FaaS.Tests.Infrastructure.Invocations;

/// <summary>The order of the queue while Redis is away.</summary>
public sealed class DueInvocationsTests(TestStores stores) : IAsyncLifetime
{
    private static readonly Guid One = Guid.CreateVersion7();
    private static readonly Guid Other = Guid.CreateVersion7();

    private InvocationLedger _ledger = null!;
    private DueInvocations _due = null!;

    public async ValueTask InitializeAsync()
    {
        _ledger = await InvocationLedger.CreateAsync(stores);
        _due = new(_ledger.DataSource);
    }

    [Fact]
    public async Task A_high_one_is_found_behind_thousands_of_low_ones_and_the_oldest_in_the_fourth_turn()
    {
        await AcceptAsync(One, 3000, InvocationPriority.Low);
        await AcceptAsync(Other, 10, InvocationPriority.High);

        var due = await FindAsync(8, perTurn: 1, new(One, 100), new(Other, 100));

        Assert.Equal([3, 7], Indexes(due, entry => entry.Priority == InvocationPriority.Low));
    }

    [Fact]
    public async Task Tenants_and_functions_without_room_are_passed_over()
    {
        await AcceptAsync(One, 2000, InvocationPriority.Normal, "one");
        await AcceptAsync(Other, 3, InvocationPriority.Normal, "other");

        var due = await FindAsync(10, perTurn: 16, new FunctionRoom(One, 0));

        Assert.Equal(3, due.Count);
        Assert.All(due, entry => Assert.Equal(("other", Other), (entry.Tenant, entry.FunctionId)));
    }

    [Fact]
    public async Task Tenants_take_turns()
    {
        await AcceptAsync(One, 300, InvocationPriority.Normal, "one");
        await AcceptAsync(Other, 100, InvocationPriority.Normal, "other");

        var due = await FindAsync(40, perTurn: 4, new(One, 100), new(Other, 100));

        Assert.Equal(20, due.Count(entry => entry.Tenant == "other"));
    }

    [Fact]
    public async Task A_function_with_a_long_backlog_hides_no_other()
    {
        await AcceptAsync(One, 2000, InvocationPriority.Normal);
        await AcceptAsync(Other, 3, InvocationPriority.Normal);

        var due = await FindAsync(40, perTurn: 4, new(One, 100), new(Other, 100));

        Assert.Equal(3, due.Count(entry => entry.FunctionId == Other));
    }

    [Fact]
    public async Task Of_more_functions_than_are_looked_at_each_has_its_turn()
    {
        Guid[] functions =
            [.. Enumerable.Range(0, (2 * DueInvocations.MaxFunctions) + 5).Select(_ => Guid.CreateVersion7())];
        Guid[] full = [.. Enumerable.Range(0, DueInvocations.MaxFunctions + 5).Select(_ => Guid.CreateVersion7())];
        await _ledger.Acceptance.InsertAsync(
            [.. full.Concat(functions).Select(function => InvocationLedger.NewRow(function))],
            TestContext.Current.CancellationToken);

        var found = new List<Guid>();
        for (var pass = 0; pass < 4; pass++)
        {
            var due = await FindAsync(500, perTurn: 16, [.. full.Select(function => new FunctionRoom(function, 0))]);
            Assert.NotEmpty(due);
            found.AddRange(due.Select(entry => entry.FunctionId));
        }

        Assert.Equal(functions.Order(), found.Take(functions.Length).Order());
        Assert.DoesNotContain(found, full.Contains);
    }

    public ValueTask DisposeAsync() => _ledger.DisposeAsync();

    private Task<IReadOnlyList<QueueEntry>> FindAsync(int count, int perTurn, params FunctionRoom[] rooms)
        => _due.FindAsync(count, TurnPolicy.Priority(perTurn), rooms, TestContext.Current.CancellationToken);

    private Task AcceptAsync(Guid function, int count, InvocationPriority priority, string tenant = "default")
        => _ledger.Acceptance.InsertAsync(
            [.. Enumerable.Range(0, count).Select(_ => InvocationLedger.NewRow(function, priority, tenant: tenant))],
            TestContext.Current.CancellationToken);

    private static IEnumerable<int> Indexes(IEnumerable<QueueEntry> entries, Func<QueueEntry, bool> match)
        => entries.Index().Where(one => match(one.Item)).Select(one => one.Index);
}
