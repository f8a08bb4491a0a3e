namespace FaaS.Tests.Model;

/// <summary>What a function does when it is called.</summary>
internal enum Behaviour
{
    Succeeds,
    FailsOnce,
    AlwaysFails,
    RefusesItsPayload,
    NeverEnds,
    KillsItsWorker,
}
