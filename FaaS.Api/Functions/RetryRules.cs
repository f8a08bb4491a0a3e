using FaaS.Domain.Durations;
using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Postgres;

namespace FaaS.Api.Functions;

/// <summary>What a retry policy may say, and the policy that it means.</summary>
internal static class RetryRules
{
    private static readonly string[] NeverListed =
    [
        .. Enum.GetValues<FailureKind>()
            .Where(kind => !kind.IsRetryable() || kind.Fault() != Fault.Function)
            .Select(kind => kind.Name()),
    ];

    /// <summary>Every field that is wrong, with the reason.</summary>
    public static IEnumerable<(string Field, string Reason)> Check(RetryRequest retry)
    {
        if (retry.MaxAttempts is < 1 or > RetryLimits.MaxAttempts)
        {
            yield return ("retry.max_attempts", $"Must be from 1 to {RetryLimits.MaxAttempts}.");
        }

        var firstWait = RetryPolicy.Default.Base;
        if (retry.Base is not null
            && (!DurationText.TryParse(retry.Base, out firstWait) || firstWait > RetryLimits.MaxBase))
        {
            yield return ("retry.base", "Must be a duration from 0s to 1h, such as 500ms or 2s.");
        }
        else if ((retry.Cap is null ? firstWait > RetryPolicy.Default.Cap : !IsCap(retry.Cap, firstWait)))
        {
            yield return ("retry.cap", "Must be a duration from that of base to 6h, such as 10m.");
        }

        if (retry.Factor is { } factor && !(factor is >= 1 and <= RetryLimits.MaxFactor))
        {
            yield return ("retry.factor", $"Must be from 1 to {RetryLimits.MaxFactor}.");
        }

        if (retry.Jitter is not null && !EnumText<RetryJitter>.TryParse(retry.Jitter, out _))
        {
            yield return ("retry.jitter", "Must be one of equal, full, none.");
        }

        if (retry.Retryable is { } listed && WrongList(listed) is { } reason)
        {
            yield return ("retry.retryable", reason);
        }
    }

    /// <param name="retry">Valid.</param>
    public static RetryPolicy PolicyOf(RetryRequest retry) => new(
        retry.MaxAttempts ?? RetryPolicy.Default.MaxAttempts,
        retry.Base is { } firstWait ? DurationText.Parse(firstWait) : RetryPolicy.Default.Base,
        retry.Factor ?? RetryPolicy.Default.Factor,
        retry.Cap is { } cap ? DurationText.Parse(cap) : RetryPolicy.Default.Cap)
    {
        Jitter = retry.Jitter is { } jitter ? EnumText<RetryJitter>.Parse(jitter) : RetryPolicy.Default.Jitter,
        Retryable = retry.Retryable,
    };

    private static bool IsCap(string text, TimeSpan firstWait)
        => DurationText.TryParse(text, out var cap) && cap >= firstWait && cap <= RetryLimits.MaxCap;

    private static string? WrongList(List<string> listed) => listed switch
    {
        { Count: > RetryLimits.MaxRetryable } => $"May have {RetryLimits.MaxRetryable} entries.",
        _ when listed.Any(entry => entry is not { Length: > 0 and <= RetryLimits.MaxRetryableLength }
            || entry.Contains('\0', StringComparison.Ordinal))
            => $"Must list kinds of failure or types of error of 1 to {RetryLimits.MaxRetryableLength} characters.",
        _ when listed.FirstOrDefault(NeverListed.Contains) is { } never
            => $"{never} cannot be listed: it is either never tried again, or always and without using up an attempt.",
        _ => null,
    };
}
