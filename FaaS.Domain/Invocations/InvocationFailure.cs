namespace FaaS.Domain.Invocations;

/// <param name="Type">The exception's type in the user's language, or a name of the platform's.</param>
/// <param name="Detail">Stack trace or compiler output; may be empty.</param>
public sealed record InvocationFailure(FailureKind Kind, string Type, string Message, string Detail)
{
    /// <summary>How long the function asks to be left alone. Null when it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
