using FaaS.Infrastructure.Workers;

namespace FaaS.Infrastructure.Permits;

internal static class PermitTimes
{
    /// <summary>For how long a dispatcher that lacks permits is known to, unless it says so again.</summary>
    public static readonly TimeSpan DemandLasts = TimeSpan.FromSeconds(2);

    // Workers look once in a heartbeat, and need a moment to kill.
    private const int HeartbeatsBeforeWorkIsKilled = 6;

    /// <summary>
    /// Whoever has not been seen for this long has nothing running any more: it may have been late with its last sign
    /// of life, and have sent a call just before a break that it would not have noticed; then its workers took it for
    /// lost and killed what they ran for it.
    /// </summary>
    public static TimeSpan HolderDeadAfter(WorkersOptions options)
        => DispatcherPresence.LongestGap + DispatcherPulse.MaxBreak
            + (HeartbeatsBeforeWorkIsKilled * options.Heartbeat);
}
