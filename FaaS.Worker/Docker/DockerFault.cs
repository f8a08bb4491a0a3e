namespace FaaS.Worker.Docker;

internal enum DockerFault
{
    /// <summary>The socket is missing, refuses, or broke off.</summary>
    Unreachable,

    /// <summary>The daemon took the request and did not answer in time.</summary>
    Timeout,

    NotFound,
    Conflict,

    /// <summary>The daemon rejected the request as wrong: a bug or a daemon that is too old.</summary>
    Rejected,

    /// <summary>The daemon tried and failed.</summary>
    Failed,
}
