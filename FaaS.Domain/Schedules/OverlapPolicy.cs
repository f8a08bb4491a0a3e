namespace FaaS.Domain.Schedules;

/// <summary>What a schedule does when it is due and its last invocation has not ended yet.</summary>
public enum OverlapPolicy
{
    /// <summary>Fires all the same.</summary>
    Allow,

    /// <summary>Lets this time pass.</summary>
    Skip,

    /// <summary>Fires once the last one has ended.</summary>
    Queue,
}
