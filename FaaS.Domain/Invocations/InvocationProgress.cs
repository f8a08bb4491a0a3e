namespace FaaS.Domain.Invocations;

/// <summary>How far a running function says that it is.</summary>
/// <param name="Fraction">From 0 to 1.</param>
public sealed record InvocationProgress(double Fraction, string? Message)
{
    /// <summary>Of the message, as UTF-8.</summary>
    public const int MaxMessageBytes = 1024;
}
