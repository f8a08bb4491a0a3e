using System.Diagnostics;
using FaaS.Api.Invocations.Idempotency;
using FaaS.Domain.Functions;
using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Invocations;
using FaaS.Infrastructure.Postgres;
using FaaS.Infrastructure.Postgres.Invocations;

namespace FaaS.Api.Invocations.Accepting;

/// <summary>What a request asks to be run later, as it goes to Postgres.</summary>
internal static class NewInvocations
{
    private const string Json = "application/json";
    private const int MaxContentTypeLength = 256;

    /// <summary>Of a request whose whole body is the payload.</summary>
    public static NewInvocation Of(
        FunctionSpec function,
        byte[] payload,
        string? contentType,
        IReadOnlyDictionary<string, string> headers,
        AcceptHeaders options,
        DateTimeOffset now)
    {
        var row = Row(function, payload, contentType, headers, function.Timeout, options.Priority, options.Key, now);
        return Of(row, function, options.Times, options.Key is null ? null : new()
        {
            Mode = InvocationMode.Async,
            Payload = payload,
            ContentType = contentType,
            Priority = options.Priority,
            Times = options.Times,
        });
    }

    /// <summary>Of a valid <c>POST /invoke</c>.</summary>
    public static NewInvocation Of(
        FunctionSpec function, InvokeRequest request, byte[] payload, string? key, DateTimeOffset now)
    {
        var times = InvokeRequestValidator.TimesOf(request, now, static (_, _) => { });
        var (headers, timeout) = (request.Headers ?? [], request.TimeoutWithin(function));
        var row = Row(function, payload, Json, headers, timeout, request.Priority, key, now);
        return Of(row, function, times, key is null ? null : request.Digest(payload, times));
    }

    private static NewInvocation Of(
        InvocationRow row, FunctionSpec function, RequestedTimes times, RequestDigest? digest) => new(row)
        {
            Delay = times.Delay,
            NotBefore = times.NotBefore,
            ExpiresIn = times.ExpiresIn,
            MaxEventAge = function.MaxEventAge,
            RequestDigest = digest?.Compute(),
        };

    private static InvocationRow Row(
        FunctionSpec function,
        byte[] payload,
        string? contentType,
        IReadOnlyDictionary<string, string> headers,
        TimeSpan timeout,
        InvocationPriority priority,
        string? idempotencyKey,
        DateTimeOffset now) => QueuedRow.Of(
            function,
            payload,
            contentType is null ? null : PostgresText.Clean(contentType, MaxContentTypeLength),
            headers.ToDictionary(header => header.Key, header => Clean(header.Value), StringComparer.Ordinal),
            priority,
            now,
            timeout: timeout,
            idempotencyKey: idempotencyKey,
            traceId: Activity.Current?.TraceId.ToString());

    private static string Clean(string value) => PostgresText.Clean(value, value.Length);
}
