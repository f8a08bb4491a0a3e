using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Invocations.DeadLetters;
using FaaS.Tests.Infrastructure.Stores;

namespace FaaS.Tests.Infrastructure.Invocations;

public sealed class ConservationTests(TestStores stores)
{
    private static readonly DeadLetterFilter AnyDead = new("default");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Accepted_is_queued_and_running_and_settled_and_dead_at_every_moment()
    {
        await using var ledger = await InvocationLedger.CreateAsync(stores);
        var version = await ledger.PublishAsync();
        var random = new Random(20261121);
        InvocationFailure?[] outcomes =
        [
            null,
            new(FailureKind.FunctionError, "E", "m", ""),
            new(FailureKind.BadPayload, "E", "m", ""),
            new(FailureKind.NoCapacity, "E", "m", ""),
        ];

        for (var step = 0; step < 60; step++)
        {
            var row = await ledger.AcceptAsync(version.FunctionId, (InvocationPriority)random.Next(3));
            switch (random.Next(6))
            {
                case 0:
                    await ledger.Cancellation.RequestAsync(row.Id, "default", Cancel);
                    break;
                case 1:
                    var claimed = await ledger.ClaimAsync(row.Id);
                    await ledger.SettleAsync(claimed, outcomes[random.Next(outcomes.Length)]);
                    await ledger.SettleAsync(claimed, null);
                    break;
                case 2:
                    await ledger.ClaimAsync(row.Id);
                    await ledger.Cancellation.RequestAsync(row.Id, "default", Cancel);
                    break;
                case 3:
                    await ledger.Redrive.RedriveAsync(AnyDead, 2, TimeSpan.Zero, TimeSpan.FromHours(6), Cancel);
                    break;
                case 4:
                    await ledger.Purge.PurgeAsync(AnyDead, 1, Cancel);
                    break;
                default:
                    await ledger.ClaimAsync(row.Id);
                    await ledger.ExecuteAsync("DELETE FROM dispatchers");
                    await ledger.RequeueLostAsync(2);
                    break;
            }

            var report = await ledger.Reports.ReadAsync(Cancel);
            Assert.Equal(step + 1, report.Accepted);
            Assert.Equal(0, report.Drift);
        }
    }

    [Fact]
    public async Task A_row_that_vanishes_shows_as_drift()
    {
        await using var ledger = await InvocationLedger.CreateAsync(stores);
        await ledger.AcceptAsync();
        var lost = await ledger.AcceptAsync();

        await ledger.ExecuteAsync($"DELETE FROM invocations WHERE id = '{lost.Id}'");

        Assert.Equal(1, (await ledger.Reports.ReadAsync(Cancel)).Drift);
    }

    [Fact]
    public async Task The_report_tells_priorities_apart()
    {
        await using var ledger = await InvocationLedger.CreateAsync(stores);
        await ledger.AcceptAsync(priority: InvocationPriority.High);
        await ledger.AcceptAsync(priority: InvocationPriority.Low);
        var later = await ledger.AcceptAsync(priority: InvocationPriority.Low);
        await ledger.ExecuteAsync(
            $"UPDATE invocations SET not_before = now() + interval '1 hour' WHERE id = '{later.Id}'");

        var report = await ledger.Reports.ReadAsync(Cancel);

        Assert.Equal(
            [(InvocationPriority.High, 1, 1), (InvocationPriority.Normal, 0, 0), (InvocationPriority.Low, 2, 1)],
            report.Priorities.Select(priority => (priority.Priority, (int)priority.Depth, (int)priority.Due)));
        Assert.True(report.Priorities[0].OldestAge > TimeSpan.Zero);
    }
}
