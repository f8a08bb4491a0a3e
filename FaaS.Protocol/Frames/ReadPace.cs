namespace FaaS.Protocol.Frames;

/// <summary>
/// Bounds how much work a peer may make that one does not trust: a frame costs its sender next to nothing and its
/// reader a call. Beyond a burst the reader pauses, and the peer's own buffer makes it wait.
/// </summary>
/// <param name="perSecond">Frames, each started page of 4 KiB counting as one.</param>
/// <param name="burst">Of the same.</param>
public sealed class ReadPace(double perSecond, double burst)
{
    private const int PageShift = 12;

    // Timers are no finer.
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(2);

    private double _owed;

    public void Count(in Frame frame) => Charge(1 + (frame.Payload.Length >> PageShift));

    /// <summary>For what costs more than its frame.</summary>
    public void Charge(double frames) => _owed += frames;

    /// <summary>How long to pause before the next read.</summary>
    /// <param name="passed">Since the last time.</param>
    public TimeSpan After(TimeSpan passed)
    {
        _owed = Math.Max(0, _owed - (passed.TotalSeconds * perSecond));
        var pause = _owed > burst ? TimeSpan.FromSeconds((_owed - burst) / perSecond) : TimeSpan.Zero;
        return pause < ShortestPause ? TimeSpan.Zero : pause;
    }
}
