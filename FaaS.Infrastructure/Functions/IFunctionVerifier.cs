using FaaS.Domain.Functions;

namespace FaaS.Infrastructure.Functions;

/// <summary>Builds and loads a function before it is published, so that its author hears of it at once.</summary>
internal interface IFunctionVerifier
{
    Task<VerificationResult> VerifyAsync(FunctionSpec spec, CancellationToken cancellationToken);
}
