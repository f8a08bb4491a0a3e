namespace FaaS.Domain.Queue;

/// <param name="NextTurn">The number of turns taken so far.</param>
public sealed record FairShare(IReadOnlyList<DueInvocation> Taken, long NextTurn);
