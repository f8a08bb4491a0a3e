namespace FaaS.Worker.Sandboxes;

/// <summary>How many events come per second, with the recent ones counting most. Callers take turns.</summary>
internal sealed class ArrivalRate(TimeProvider timeProvider)
{
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(10);

    private double _perSecond;
    private long? _recordedAt;
    private long? _recordedBefore;

    public void Record()
    {
        _perSecond = PerSecond + (1 / Memory.TotalSeconds);
        _recordedBefore = _recordedAt;
        _recordedAt = timeProvider.GetTimestamp();
    }

    public double PerSecond => _recordedAt is { } recordedAt
        ? _perSecond * Math.Exp(-timeProvider.GetElapsedTime(recordedAt).TotalSeconds / Memory.TotalSeconds)
        : 0;

    public bool IsWithin(TimeSpan span) => IsWithin(_recordedAt, span);

    /// <summary>More than one event was within the span.</summary>
    public bool Recurs(TimeSpan span) => IsWithin(_recordedBefore, span);

    private bool IsWithin(long? recordedAt, TimeSpan span)
        => recordedAt is { } at && timeProvider.GetElapsedTime(at) < span;
}
