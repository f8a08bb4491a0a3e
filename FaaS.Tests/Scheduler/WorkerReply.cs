using FaaS.Domain.Invocations;

namespace FaaS.Tests.Scheduler;

/// <summary>What a <see cref="ScriptedWorker"/> answers to one invocation.</summary>
internal sealed record WorkerReply(byte[] Body, FailureKind? Failure)
{
    public static WorkerReply Result(string json) => new(System.Text.Encoding.UTF8.GetBytes(json), null);

    public static WorkerReply Error(FailureKind kind) => new("at line 1"u8.ToArray(), kind);
}
