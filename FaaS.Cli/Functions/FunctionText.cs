using System.Globalization;
using FaaS.Client.Functions;
using FaaS.Client.Json;

namespace FaaS.Cli.Functions;

/// <summary>Parts of a function as people read them.</summary>
internal static class FunctionText
{
    public static string? Of(Destination? destination)
        => destination?.Url ?? (destination?.Function is { } function ? $"function {function}" : null);

    public static string? Of(RetryPolicy? policy)
    {
        if (policy is null)
        {
            return null;
        }

        string?[] parts =
        [
            policy.MaxAttempts is { } attempts ? $"{attempts} attempts" : null,
            Waits(policy),
            policy.Jitter is { } jitter ? $"jitter {jitter}" : null,
            policy.Retryable is { } retryable ? $"only {string.Join(", ", retryable)}" : null,
        ];
        return string.Join(", ", parts.OfType<string>());
    }

    private static string? Waits(RetryPolicy policy)
    {
        string?[] parts =
        [
            policy.Base is { } first ? $"from {DurationText.Format(first)}" : null,
            policy.Factor is { } factor ? "by a factor of " + factor.ToString(CultureInfo.InvariantCulture) : null,
            policy.Cap is { } cap ? $"up to {DurationText.Format(cap)}" : null,
        ];
        var waits = string.Join(' ', parts.OfType<string>());
        return waits.Length > 0 ? $"waits {waits}" : null;
    }
}
