namespace FaaS.Domain.Invocations;

/// <summary>Which part of a wait is random, so that what failed together does not come back together.</summary>
public enum RetryJitter
{
    /// <summary>All of it.</summary>
    Full,

    /// <summary>One half.</summary>
    Equal,

    None,
}
