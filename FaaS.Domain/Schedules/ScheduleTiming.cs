namespace FaaS.Domain.Schedules;

/// <summary>An endless series of due times.</summary>
public abstract record ScheduleTiming
{
    /// <summary>The first time of the series that is later than that moment; null when there is none.</summary>
    /// <param name="known">A time of the series.</param>
    public abstract DateTimeOffset? After(DateTimeOffset known, DateTimeOffset moment);

    /// <summary>The first time of a series that begins now.</summary>
    public abstract DateTimeOffset? First(DateTimeOffset now);
}
