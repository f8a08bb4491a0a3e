namespace FaaS.Domain.Autoscaling;

/// <summary>
/// Goes up at once and down late: only to the most that was needed at any moment of a whole window. Starting and
/// stopping workers costs more than keeping one for a few minutes.
/// </summary>
/// <param name="Workers">The number that holds now.</param>
/// <param name="LowSince">From when on fewer were needed; null while they are not.</param>
/// <param name="Peak">The most that were needed since.</param>
public readonly record struct ScaleHold(int Workers, TimeSpan? LowSince, int Peak)
{
    public static ScaleHold Of(int workers) => new(workers, null, 0);

    /// <param name="at">By a clock that never goes back.</param>
    public ScaleHold Next(int needed, TimeSpan at, TimeSpan window)
    {
        if (needed >= Workers)
        {
            return Of(needed);
        }

        var (since, peak) = LowSince is { } low ? (low, Math.Max(Peak, needed)) : (at, needed);
        if (at - since < window)
        {
            return new(Workers, since, peak);
        }

        return peak > needed ? new(peak, at, needed) : Of(peak);
    }
}
