namespace FaaS.Tests.Faults.Run;

/// <summary>One fault that was inflicted, and when.</summary>
/// <param name="RecoveredAt">When new work went through again after it was healed.</param>
internal sealed record FaultRecord(
    string What, DateTimeOffset StartedAt, DateTimeOffset HealedAt, DateTimeOffset RecoveredAt)
{
    // A dispatcher that was cut off may be noticed, and its work taken away, only some seconds after the fault.
    private static readonly TimeSpan Aftermath = TimeSpan.FromSeconds(15);

    public TimeSpan Lasted => HealedAt - StartedAt;

    public TimeSpan Recovery => RecoveredAt - HealedAt;

    public bool Touches(DateTimeOffset from, DateTimeOffset to)
        => from <= RecoveredAt + Aftermath && to >= StartedAt;
}
