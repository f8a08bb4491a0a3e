namespace FaaS.Benchmarks.Load;

/// <summary>How many clients call for how long.</summary>
internal sealed record LoadPlan(int Clients, TimeSpan Duration)
{
    /// <summary>From one call of a client to its next; zero is back to back.</summary>
    public TimeSpan Interval { get; init; }

    /// <summary>Calls of this first while are not counted: by then, what stood ready is used up.</summary>
    public TimeSpan Lead { get; init; }

    /// <summary>Each client ends after so many, also before its time.</summary>
    public int CallsPerClient { get; init; } = int.MaxValue;

    public static LoadPlan OfCalls(int clients, int calls)
        => new(clients, TimeSpan.FromDays(1)) { CallsPerClient = (calls + clients - 1) / clients };

    public static LoadPlan AtRate(int clients, TimeSpan duration, double callsPerSecond)
        => new(clients, duration) { Interval = TimeSpan.FromSeconds(clients / callsPerSecond) };
}
