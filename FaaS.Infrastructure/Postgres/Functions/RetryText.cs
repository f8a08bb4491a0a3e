using System.Text.Json;
using FaaS.Domain.Invocations;

namespace FaaS.Infrastructure.Postgres.Functions;

/// <summary>A retry policy in its column. A redrive reads <c>max_attempts</c> there by name.</summary>
internal static class RetryText
{
    private static readonly JsonSerializerOptions Json =
        new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static string Format(RetryPolicy policy) => JsonSerializer.Serialize(
        new Stored(
            policy.MaxAttempts,
            (long)policy.Base.TotalMilliseconds,
            (long)policy.Cap.TotalMilliseconds,
            policy.Factor,
            EnumText<RetryJitter>.Of(policy.Jitter),
            policy.Retryable),
        Json);

    /// <param name="text">Null for the platform's policy.</param>
    public static RetryPolicy Parse(string? text)
    {
        if (text is null || JsonSerializer.Deserialize<Stored>(text, Json) is not { } stored)
        {
            return RetryPolicy.Default;
        }

        return new(
            stored.MaxAttempts,
            TimeSpan.FromMilliseconds(stored.BaseMs),
            stored.Factor,
            TimeSpan.FromMilliseconds(stored.CapMs))
        {
            Jitter = EnumText<RetryJitter>.Parse(stored.Jitter),
            Retryable = stored.Retryable,
        };
    }

    private sealed record Stored(
        int MaxAttempts, long BaseMs, long CapMs, double Factor, string Jitter, IReadOnlyList<string>? Retryable);
}
