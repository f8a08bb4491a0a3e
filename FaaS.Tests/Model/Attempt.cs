namespace FaaS.Tests.Model;

/// <summary>What a scheduler knows of an invocation that it has claimed.</summary>
internal sealed class Attempt(Claim claim)
{
    public Claim Claim { get; } = claim;

    /// <summary>Null until it is sent to a worker.</summary>
    public Link? Link { get; set; }

    public bool IsCancelHeard { get; set; }
}
