namespace FaaS.Infrastructure.Workers;

/// <summary>The sandboxes of one version on one worker, as far as this dispatcher knows.</summary>
internal sealed class WarmVersion
{
    private const int Retired = int.MinValue / 2;

    private int _inFlight;
    private int _sandboxes;
    private int _ahead;
    private int? _reported;

    /// <summary>Those that serve one call after the other, idle or busy with a call from here.</summary>
    public int Sandboxes => Volatile.Read(ref _sandboxes);

    public int Idle => Math.Max(0, Sandboxes - Math.Max(0, Volatile.Read(ref _inFlight)));

    /// <summary>Those that wait to serve one call each.</summary>
    public int Ahead => Math.Max(0, Volatile.Read(ref _ahead));

    /// <summary>A call takes an idle one, or makes one. False when this is forgotten already.</summary>
    public bool TryBegin()
    {
        var inFlight = Interlocked.Increment(ref _inFlight);
        if (inFlight < 0)
        {
            return false;
        }

        Interlocked.Decrement(ref _ahead);
        for (var known = Sandboxes; known < inFlight;)
        {
            var before = Interlocked.CompareExchange(ref _sandboxes, inFlight, known);
            known = before == known ? inFlight : before;
        }

        return true;
    }

    /// <param name="wasRefused">Then nothing is idle there.</param>
    public void End(bool wasRefused)
    {
        var inFlight = Interlocked.Decrement(ref _inFlight);
        if (wasRefused)
        {
            Volatile.Write(ref _sandboxes, inFlight);
        }
    }

    /// <summary>What a single report says may cross what happens; two in a row are believed.</summary>
    /// <param name="idle">By the worker.</param>
    /// <param name="busy">With calls of this dispatcher, by the worker.</param>
    public void Report(int idle, int busy)
    {
        var (before, now) = (_reported ?? (idle + busy), idle + busy);
        _reported = now;
        var known = Math.Clamp(Sandboxes, Math.Min(before, now), Math.Max(before, now));
        Volatile.Write(ref _sandboxes, Math.Max(known, Volatile.Read(ref _inFlight)));
        Volatile.Write(ref _ahead, idle);
    }

    /// <summary>True when there is nothing to know, and will not be: it takes no more calls.</summary>
    public bool TryRetire()
        => Sandboxes == 0 && Interlocked.CompareExchange(ref _inFlight, Retired, 0) == 0;
}
