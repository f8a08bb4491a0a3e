namespace FaaS.Api.DeadLetters;

/// <param name="Redriven">How many are back in the queue.</param>
/// <param name="Remaining">How many more the same request would redrive now.</param>
/// <param name="Orphaned">How many match whose function is gone: they can only be purged.</param>
/// <param name="LastDueAt">When the last of them is due.</param>
internal sealed record RedriveResponse(int Redriven, long Remaining, long Orphaned, DateTimeOffset? LastDueAt);
