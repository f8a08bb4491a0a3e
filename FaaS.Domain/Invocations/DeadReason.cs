namespace FaaS.Domain.Invocations;

/// <summary>Why an asynchronous invocation became a dead letter.</summary>
public enum DeadReason
{
    /// <summary>Every attempt that its policy allows has failed.</summary>
    AttemptsExhausted,

    /// <summary>It failed in a way that another attempt cannot change.</summary>
    NotRetryable,

    /// <summary>It was not started before it expired.</summary>
    Expired,

    /// <summary>It took its worker down with it again and again.</summary>
    Poison,

    /// <summary>The platform failed to run it too often.</summary>
    PlatformFaults,

    FunctionDeleted,
}
