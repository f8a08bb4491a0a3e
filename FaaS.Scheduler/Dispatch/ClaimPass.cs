namespace FaaS.Scheduler.Dispatch;

/// <summary>How one look for work ended.</summary>
internal enum ClaimPass
{
    /// <summary>Nothing was started.</summary>
    Idle,

    /// <summary>There may be more at once.</summary>
    Busy,

    /// <summary>All that was due has been started.</summary>
    Emptied,
}
