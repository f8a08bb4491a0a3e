namespace FaaS.Api.Invocations.Reading;

/// <summary>How one execution ended, or that it has not.</summary>
internal enum AttemptOutcome
{
    Running,
    Succeeded,
    Failed,
    TimedOut,
    Cancelled,

    /// <summary>The platform ended it, so it used up no attempt.</summary>
    PlatformFault,
}
