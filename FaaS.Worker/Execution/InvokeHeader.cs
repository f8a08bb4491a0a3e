namespace FaaS.Worker.Execution;

/// <summary>The part of an <c>invoke</c> that a worker reads; all of it goes on to the sandbox as it came.</summary>
internal sealed record InvokeHeader(Guid VersionId, Guid InvocationId, int TimeoutMs);
