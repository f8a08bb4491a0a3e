using FaaS.Domain.Invocations;

namespace FaaS.Tests.Model;

internal static class Failures
{
    public static InvocationFailure Of(FailureKind kind) => new(kind, kind.ToString(), "It failed.", "");
}
