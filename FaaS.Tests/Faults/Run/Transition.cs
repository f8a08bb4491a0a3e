namespace FaaS.Tests.Faults.Run;

/// <summary>One change of an invocation's state, as Postgres saw it.</summary>
internal sealed record Transition(
    Guid Id,
    DateTimeOffset At,
    string From,
    string To,
    long EpochBefore,
    long Epoch,
    int AttemptBefore,
    int Attempt,
    string? ErrorKind);
