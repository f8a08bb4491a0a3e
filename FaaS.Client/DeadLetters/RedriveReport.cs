namespace FaaS.Client.DeadLetters;

/// <param name="Redriven">How many are back in the queue.</param>
/// <param name="Remaining">How many more match, counted up to <see cref="MaxCounted"/>.</param>
/// <param name="Orphaned">How many of those have no function any more.</param>
/// <param name="LastDueAt">When the last of the redriven ones is due; null when there are none.</param>
public sealed record RedriveReport(int Redriven, long Remaining, long Orphaned, DateTimeOffset? LastDueAt = null)
{
    /// <summary>As many, or more, remain.</summary>
    public const int MaxCounted = 10_000;
}
