extern alias scheduler;

using FaaS.Infrastructure.Leadership;
using FaaS.Tests.Infrastructure;
using Microsoft.Extensions.Logging.Abstractions;
using scheduler::FaaS.Scheduler.Leadership;

namespace FaaS.Tests.Scheduler.Leadership;

public sealed class LeaderDutiesTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_duty_that_fails_as_its_term_ends_is_done_in_the_next()
    {
        var seat = new LeaderSeat();
        var duty = new FailingDuty();
        using var duties = new LeaderDuties(
            [duty], seat, TimeProvider.System, NullLogger<LeaderDuties>.Instance);
        await duties.StartAsync(Cancel);
        using var first = new LeaderTerm(1, TimeProvider.System.GetTimestamp(), Lease, TimeProvider.System);
        seat.Take(first);
        await Eventually.TrueAsync(() => duty.Epochs.Contains(1), "the first term's pass");

        first.End();
        using var second = new LeaderTerm(2, TimeProvider.System.GetTimestamp(), Lease, TimeProvider.System);
        seat.Take(second);

        await Eventually.TrueAsync(() => duty.Epochs.Contains(2), "the second term's pass");
        Assert.False(duties.ExecuteTask!.IsCompleted);
        await duties.StopAsync(Cancel);
    }

    /// <summary>Like a statement that hangs on a lost connection and is cancelled with the term.</summary>
    private sealed class FailingDuty : ILeaderDuty
    {
        private readonly System.Collections.Concurrent.ConcurrentBag<long> _epochs = [];

        public string Name => "failing";

        public IReadOnlyCollection<long> Epochs => _epochs;

        public async Task<TimeSpan> RunAsync(LeaderTerm term, CancellationToken cancellationToken)
        {
            _epochs.Add(term.Epoch);
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw new TimeoutException("The connection is lost.");
        }
    }
}
