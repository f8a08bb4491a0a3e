using System.Globalization;
using System.Text.RegularExpressions;
using FaaS.Domain.Durations;
using FaaS.Domain.Invocations;

namespace FaaS.Api.Invocations.Accepting;

/// <summary>When an asynchronous invocation may start, and until when.</summary>
internal readonly partial record struct RequestedTimes(TimeSpan Delay, DateTimeOffset? NotBefore, TimeSpan? ExpiresIn)
{
    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <param name="failed">Is told the field, as in <paramref name="names"/>, and what is wrong with it.</param>
    public static RequestedTimes Read(
        RequestedTimesText text, RequestedTimesText names, DateTimeOffset now, Action<string, string> failed)
    {
        var delay = ReadDuration(text.Delay, TimeSpan.Zero, InvocationLimits.MaxDelay, message =>
            failed(names.Delay!, $"{message} from 0s to 720h, such as 30s."));
        var notBefore = ReadTime(text.NotBefore, now, message => failed(names.NotBefore!, message));
        var expiresIn = ReadDuration(text.ExpiresIn, InvocationLimits.MinExpiry, InvocationLimits.MaxExpiry, message =>
            failed(names.ExpiresIn!, $"{message} from 1s to 744h, such as 10m."));

        if (text is { Delay: not null, NotBefore: not null })
        {
            failed(names.NotBefore!, $"Must not be given together with {names.Delay}.");
        }

        var due = notBefore ?? now + (delay ?? TimeSpan.Zero);
        if (now + expiresIn <= due && due > now)
        {
            failed(names.ExpiresIn!, "Must be longer than the delay, or it would never run.");
        }

        return new(delay ?? TimeSpan.Zero, notBefore, expiresIn);
    }

    private static TimeSpan? ReadDuration(string? text, TimeSpan least, TimeSpan most, Action<string> failed)
    {
        if (text is null)
        {
            return null;
        }

        if (DurationText.TryParse(text, out var duration) && duration >= least && duration <= most)
        {
            return duration;
        }

        failed("Must be a duration");
        return null;
    }

    private static DateTimeOffset? ReadTime(string? text, DateTimeOffset now, Action<string> failed)
    {
        if (text is null)
        {
            return null;
        }

        if (!Offset.IsMatch(text)
            || !DateTimeOffset.TryParseExact(
                text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var time))
        {
            failed("Must be a time of RFC 3339 with its offset, such as 2026-11-21T12:00:00Z.");
            return null;
        }

        if (time - now <= InvocationLimits.MaxDelay)
        {
            return time;
        }

        failed("Must be at most 30 days from now.");
        return null;
    }

    [GeneratedRegex("(Z|[+-][0-9]{2}:[0-9]{2})$(?!\n)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Offset { get; }
}
