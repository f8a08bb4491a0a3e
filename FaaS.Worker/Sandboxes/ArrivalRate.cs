namespace FaaS.Worker.Sandboxes;

/// <summary>How many events come per second, with the recent ones counting most. Callers take turns.</summary>
internal sealed class ArrivalRate(TimeProvider timeProvider)
{
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(10);

    private double _perSecond;
    private long _recordedAt;
    private bool _hasRecorded;

    public void Record()
    {
        _perSecond = PerSecond + (1 / Memory.TotalSeconds);
        _recordedAt = timeProvider.GetTimestamp();
        _hasRecorded = true;
    }

    public double PerSecond => _perSecond * Math.Exp(-SinceRecorded.TotalSeconds / Memory.TotalSeconds);

    public bool IsWithin(TimeSpan span) => _hasRecorded && SinceRecorded < span;

    private TimeSpan SinceRecorded => timeProvider.GetElapsedTime(_recordedAt);
}
