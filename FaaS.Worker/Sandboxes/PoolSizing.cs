namespace FaaS.Worker.Sandboxes;

/// <summary>How many sandboxes to have ready, and how many to start for that.</summary>
internal static class PoolSizing
{
    // Arrivals come in clumps: room for twice what comes on average while a replacement is being made.
    private const double Headroom = 2;

    public static int Target(double arrivalsPerSecond, TimeSpan timeToMake, int min, int max)
    {
        var wanted = Math.Ceiling(arrivalsPerSecond * timeToMake.TotalSeconds * Headroom);
        return (int)Math.Clamp(wanted, min, Math.Max(min, max));
    }

    /// <param name="room">How many more may exist at all.</param>
    public static int Starts(int idle, int starting, int waiting, int target, int room)
        => Math.Clamp(waiting + target - idle - starting, 0, Math.Max(0, room));

    /// <summary>A running average that follows changes within a few samples.</summary>
    public static TimeSpan Average(TimeSpan average, TimeSpan sample) => average + ((sample - average) / 4);
}
