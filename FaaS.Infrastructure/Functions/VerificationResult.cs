using FaaS.Domain.Invocations;

namespace FaaS.Infrastructure.Functions;

internal abstract record VerificationResult
{
    private VerificationResult()
    {
    }

    public sealed record Verified : VerificationResult;

    /// <summary>The code does not compile or load, and its author is to mend it.</summary>
    public sealed record Failed(InvocationFailure Failure) : VerificationResult;

    /// <summary>No worker could try: nothing is known about the code.</summary>
    public sealed record NoWorker : VerificationResult;
}
