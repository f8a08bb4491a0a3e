using FaaS.Domain.Functions;
using FaaS.Infrastructure.Functions;

namespace FaaS.Tests.Api.Functions;

/// <summary>Workers that find what a test says they find.</summary>
internal sealed class FakeVerifier : IFunctionVerifier
{
    public Func<FunctionSpec, Task<VerificationResult>> Answer { get; set; }
        = _ => Of(new VerificationResult.Verified());

    public static Task<VerificationResult> Of(VerificationResult result) => Task.FromResult(result);

    public Task<VerificationResult> VerifyAsync(FunctionSpec spec, CancellationToken cancellationToken) => Answer(spec);
}
