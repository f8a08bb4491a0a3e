using System.Text;
using FaaS.Domain.Invocations;
using FaaS.Protocol.Messages;

namespace FaaS.Tests.RuntimeImages;

/// <summary>What an agent answered to an <c>init</c> or <c>invoke</c>, and what it logged before.</summary>
internal sealed record AgentAnswer(SandboxResult? Result, SandboxError? Error, byte[] Payload, string Logs)
{
    public string Text => Encoding.UTF8.GetString(Payload);

    public AgentAnswer Succeeded()
    {
        Assert.True(Error is null, $"{Error}\n{Text}\nlogs: {Logs}");
        return this;
    }

    public SandboxError Failed(FailureKind kind)
    {
        Assert.True(Error is not null, $"There is a result: {Text}");
        Assert.True(Error.Kind == kind, $"{Error}\n{Text}");
        return Error;
    }
}
