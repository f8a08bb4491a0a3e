namespace FaaS.Cli.CommandLine;

/// <summary>What scripts can tell apart. Written down in docs/cli.md and in the help.</summary>
internal enum ExitCode
{
    Ok = 0,

    /// <summary>It threw, ran too long, ran out of memory, was cancelled, does not compile.</summary>
    FunctionFailed = 1,

    Usage = 2,
    NotFound = 3,
    Unreachable = 4,

    /// <summary>The API said no for another reason: a wrong field, a name or version that exists, too large.</summary>
    Refused = 5,

    /// <summary>Too many requests, a spent budget, no capacity, or <c>status</c> found something down.</summary>
    TryAgain = 6,

    /// <summary>Ctrl-C, as shells have it: 128 + SIGINT.</summary>
    Interrupted = 130,
}
