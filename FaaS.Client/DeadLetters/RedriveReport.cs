namespace FaaS.Client.DeadLetters;

/// <param name="Redriven">How many are back in the queue.</param>
/// <param name="Remaining">How many more match.</param>
/// <param name="Orphaned">How many match whose function is gone.</param>
public sealed record RedriveReport(int Redriven, long Remaining, long Orphaned);
