namespace FaaS.Infrastructure.Dispatch;

/// <summary>Why an invocation was not started.</summary>
internal enum Refusal
{
    /// <summary>The function runs at its concurrency limit, and its queue is full or did not move in time.</summary>
    ConcurrencyLimit,

    /// <summary>No connected worker had room for it in time.</summary>
    NoCapacity,

    /// <summary>The tenant has used up what it may in this hour.</summary>
    BudgetSpent,

    /// <summary>Cancelled while it was waiting.</summary>
    Cancelled,
}
