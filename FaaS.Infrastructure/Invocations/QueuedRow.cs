using FaaS.Domain.Functions;
using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Postgres.Invocations;

namespace FaaS.Infrastructure.Invocations;

/// <summary>A new asynchronous invocation as its row, whether a caller, a schedule or a delivery asks.</summary>
internal static class QueuedRow
{
    /// <param name="id">Null makes one of <paramref name="now"/>.</param>
    /// <param name="timeout">Null for that of the function.</param>
    public static InvocationRow Of(
        FunctionSpec function,
        byte[] payload,
        string? contentType,
        Dictionary<string, string> headers,
        InvocationPriority priority,
        DateTimeOffset now,
        Guid? id = null,
        TimeSpan? timeout = null,
        string? idempotencyKey = null,
        Guid? scheduleId = null,
        string? traceId = null) => new()
        {
            Id = id ?? Guid.CreateVersion7(now),
            Tenant = function.Tenant,
            FunctionId = function.FunctionId,
            FunctionName = function.Name.Value,
            VersionId = function.VersionId,
            Version = function.Version,
            Mode = InvocationMode.Async,
            State = InvocationState.Queued,
            Priority = priority,
            Payload = payload,
            ContentType = contentType,
            Headers = headers,
            Attempt = 0,
            MaxAttempts = function.Retry.MaxAttempts,
            NotBefore = now,
            IdempotencyKey = idempotencyKey,
            ScheduleId = scheduleId,
            CreatedAt = now,
            TimeoutMs = (int)(timeout ?? function.Timeout).TotalMilliseconds,
            MemoryMb = function.MemoryMib,
            BytesIn = payload.Length,
            TraceId = traceId,
        };
}
