using System.Diagnostics;
using FaaS.Domain.Functions;
using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Postgres;
using FaaS.Infrastructure.Postgres.Invocations;

namespace FaaS.Api.Invocations.Accepting;

/// <summary>A new asynchronous invocation as a row.</summary>
internal static class QueuedRows
{
    private const int MaxContentTypeLength = 256;

    public static InvocationRow Of(
        FunctionSpec function,
        byte[] payload,
        string? contentType,
        IReadOnlyDictionary<string, string> headers,
        TimeSpan timeout,
        InvocationPriority priority,
        DateTimeOffset now) => new()
        {
            Id = Guid.CreateVersion7(now),
            Tenant = function.Tenant,
            FunctionId = function.FunctionId,
            FunctionName = function.Name.Value,
            VersionId = function.VersionId,
            Version = function.Version,
            Mode = InvocationMode.Async,
            State = InvocationState.Queued,
            Priority = priority,
            Payload = payload,
            ContentType = contentType is null ? null : PostgresText.Clean(contentType, MaxContentTypeLength),
            Headers = headers.ToDictionary(header => header.Key, header => Clean(header.Value), StringComparer.Ordinal),
            Attempt = 0,
            MaxAttempts = RetryPolicy.Default.MaxAttempts,
            NotBefore = now,
            CreatedAt = now,
            TimeoutMs = (int)timeout.TotalMilliseconds,
            MemoryMb = function.MemoryMib,
            BytesIn = payload.Length,
            TraceId = Activity.Current?.TraceId.ToString(),
        };

    private static string Clean(string value) => PostgresText.Clean(value, value.Length);
}
