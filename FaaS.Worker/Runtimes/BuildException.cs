using FaaS.Domain.Invocations;

namespace FaaS.Worker.Runtimes;

/// <summary>The code could not be compiled.</summary>
internal sealed class BuildException(InvocationFailure failure) : Exception(failure.Message)
{
    public InvocationFailure Failure { get; } = failure;
}
