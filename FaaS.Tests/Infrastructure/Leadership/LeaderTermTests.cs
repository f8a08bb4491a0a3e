using FaaS.Infrastructure.Leadership;

namespace FaaS.Tests.Infrastructure.Leadership;

public sealed class LeaderTermTests : IDisposable
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(3);

    private readonly ManualTimeProvider _time = new(new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly LeaderTerm _term;

    public LeaderTermTests() => _term = new LeaderTerm(7, _time.GetTimestamp(), Lease, _time);

    [Fact]
    public void A_term_ends_by_its_own_clock_when_nobody_confirms_it()
    {
        _time.Advance(TimeSpan.FromSeconds(2.9));
        Assert.True(_term.IsCurrent);

        _time.Advance(TimeSpan.FromSeconds(0.1));

        Assert.False(_term.IsCurrent);
        Assert.True(_term.Ended.IsCancellationRequested);
    }

    [Fact]
    public void A_term_lasts_as_long_as_it_is_confirmed()
    {
        for (var i = 0; i < 10; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(2));
            _term.Extend(_time.GetTimestamp());
        }

        Assert.True(_term.IsCurrent);
        Assert.False(_term.Ended.IsCancellationRequested);
    }

    [Fact]
    public void A_confirmation_counts_from_when_it_was_asked_for()
    {
        var askedAt = _time.GetTimestamp();
        _time.Advance(TimeSpan.FromSeconds(2));
        _term.Extend(askedAt);

        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.False(_term.IsCurrent);
    }

    [Fact]
    public void A_process_that_was_stopped_does_not_lead_when_it_wakes_up()
    {
        _time.Skip(TimeSpan.FromSeconds(10));

        Assert.False(_term.IsCurrent);
    }

    [Fact]
    public void A_term_that_has_ended_stays_so()
    {
        _time.Skip(TimeSpan.FromSeconds(10));
        _term.Extend(_time.GetTimestamp());

        Assert.False(_term.IsCurrent);
    }

    public void Dispose() => _term.Dispose();
}
