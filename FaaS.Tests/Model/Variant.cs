namespace FaaS.Tests.Model;

/// <summary>The protocol, and wrong versions of it that the checks have to catch.</summary>
internal enum Variant
{
    AsBuilt,
    SettleWithoutEpoch,
    AnswerBeforeCommit,
    ClaimWithoutNewEpoch,
}
