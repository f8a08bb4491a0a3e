namespace FaaS.Domain.Functions;

/// <summary>What may share a sandbox.</summary>
public enum Isolation
{
    /// <summary>Nothing: every invocation gets a sandbox that nothing has used before.</summary>
    Invocation,

    /// <summary>Invocations of the same version of the same function, one after the other.</summary>
    Function,
}
