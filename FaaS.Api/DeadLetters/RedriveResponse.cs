namespace FaaS.Api.DeadLetters;

/// <param name="Redriven">How many are back in the queue.</param>
/// <param name="Remaining">How many more the same request would find now, counted up to 10000.</param>
/// <param name="Orphaned">How many of those found have no function any more: they can only be purged.</param>
/// <param name="LastDueAt">When the last of them is due.</param>
internal sealed record RedriveResponse(int Redriven, long Remaining, long Orphaned, DateTimeOffset? LastDueAt);
