using FaaS.Infrastructure.Invocations;
using FaaS.Tests.Infrastructure.Stores;

namespace FaaS.Tests.Infrastructure.Invocations;

public sealed class RecentQueueReportTests(TestStores stores)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_count_serves_all_who_ask_until_it_is_old()
    {
        await using var ledger = await InvocationLedger.CreateAsync(stores);
        var time = new ManualTimeProvider(DateTimeOffset.UnixEpoch);
        var recent = new RecentQueueReport(ledger.Reports, time);

        var together = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ReadAsync(recent)));
        await ledger.AcceptAsync(Guid.CreateVersion7());
        time.Advance(TimeSpan.FromSeconds(0.9));
        var soon = await ReadAsync(recent);
        time.Advance(TimeSpan.FromSeconds(0.2));
        var later = await ReadAsync(recent);

        Assert.Same(soon, Assert.Single(together.Distinct()));
        Assert.Equal((0, 1), (soon.Queued, later.Queued));
    }

    [Fact]
    public async Task A_count_that_failed_is_tried_again_at_once()
    {
        await using var ledger = await InvocationLedger.CreateAsync(stores);
        var recent = new RecentQueueReport(ledger.Reports, new ManualTimeProvider(DateTimeOffset.UnixEpoch));
        await ledger.ExecuteAsync("ALTER TABLE invocation_totals RENAME TO away");
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => ReadAsync(recent));
        await ledger.ExecuteAsync("ALTER TABLE away RENAME TO invocation_totals");

        Assert.Equal(0, (await ReadAsync(recent)).Queued);
    }

    private static Task<QueueReport> ReadAsync(RecentQueueReport recent)
        => recent.ReadAsync(RecentQueueReport.ShortAge, Cancel);
}
