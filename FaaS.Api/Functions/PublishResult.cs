using FaaS.Api.Functions.Code;
using FaaS.Domain.Invocations;

namespace FaaS.Api.Functions;

internal abstract record PublishResult
{
    private PublishResult()
    {
    }

    public sealed record Published(FunctionView View) : PublishResult;

    public sealed record NoSuchFunction : PublishResult;

    public sealed record VersionExists(string Version) : PublishResult;

    /// <summary>A destination's URL is new, and nothing to sign for it was given.</summary>
    public sealed record SecretMissing(string Field) : PublishResult;

    public sealed record CodeRefused(CodeProblem Problem) : PublishResult;

    /// <summary>A worker tried, and the code does not compile or load.</summary>
    public sealed record CodeFailed(InvocationFailure Failure) : PublishResult;
}
