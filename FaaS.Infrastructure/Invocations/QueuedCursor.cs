namespace FaaS.Infrastructure.Invocations;

internal readonly record struct QueuedCursor(DateTimeOffset NotBefore, Guid Id)
{
    public static readonly QueuedCursor Start = new(DateTimeOffset.UnixEpoch, Guid.Empty);
}
