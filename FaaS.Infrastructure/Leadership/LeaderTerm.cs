namespace FaaS.Infrastructure.Leadership;

/// <summary>
/// One uninterrupted time of leading. It ends by the clock of this process, whether Postgres can be asked or not,
/// and before the lease does there; what is on its way to Postgres by then carries the epoch, and is refused.
/// </summary>
internal sealed class LeaderTerm : IDisposable
{
    private readonly TimeProvider _timeProvider;
    private readonly TimeSpan _lease;
    private readonly CancellationTokenSource _ended;
    private long _confirmedAt;

    /// <param name="askedAt">A timestamp from before Postgres was asked.</param>
    public LeaderTerm(long epoch, long askedAt, TimeSpan lease, TimeProvider timeProvider)
    {
        (Epoch, _confirmedAt, _lease, _timeProvider) = (epoch, askedAt, lease, timeProvider);
        _ended = new CancellationTokenSource(Positive(Left), timeProvider);
        Ended = _ended.Token;
    }

    public long Epoch { get; }

    public CancellationToken Ended { get; }

    public bool IsCurrent => !Ended.IsCancellationRequested && Left > TimeSpan.Zero;

    private TimeSpan Left => _lease - _timeProvider.GetElapsedTime(Volatile.Read(ref _confirmedAt));

    /// <summary>Postgres has confirmed it. One that has ended in the meantime stays so.</summary>
    public void Extend(long askedAt)
    {
        if (IsCurrent)
        {
            Volatile.Write(ref _confirmedAt, askedAt);
            _ended.CancelAfter(Positive(Left));
        }
    }

    public void End() => _ended.Cancel();

    public void Dispose()
    {
        _ended.Cancel();
        _ended.Dispose();
    }

    private static TimeSpan Positive(TimeSpan time) => time > TimeSpan.Zero ? time : TimeSpan.Zero;
}
