using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Invocations.Queue;

namespace FaaS.Infrastructure.Invocations;

/// <summary>What an invocation became when its lease was given up or taken away.</summary>
/// <param name="Entry">Its place in the queue, if it is queued again.</param>
/// <param name="DeadReason">If it is dead.</param>
internal sealed record SettledInvocation(Guid Id, InvocationState State, QueueEntry Entry, DeadReason? DeadReason);
