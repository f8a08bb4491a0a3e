namespace FaaS.Domain.Invocations;

/// <summary>Why an attempt did not succeed. The names on the wire are in docs/protocol.md.</summary>
public enum FailureKind
{
    FunctionError,
    InitError,
    BuildError,
    Timeout,
    OutOfMemory,
    Exited,
    ResultTooLarge,
    ProtocolError,
    BadPayload,
    Cancelled,
    NoCapacity,
    NotLoaded,
    PlatformError,

    /// <summary>The connection to the worker ended while it ran it. Only a dispatcher can say so.</summary>
    WorkerLost,
}
