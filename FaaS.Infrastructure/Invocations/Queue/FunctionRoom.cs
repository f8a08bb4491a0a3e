namespace FaaS.Infrastructure.Invocations.Queue;

/// <summary>How many more invocations of a function may be taken out of the queue now.</summary>
internal readonly record struct FunctionRoom(Guid FunctionId, int Free);
