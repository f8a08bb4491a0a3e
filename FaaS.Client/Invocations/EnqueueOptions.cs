using System.Globalization;
using System.Text.Json;
using FaaS.Client.Json;

namespace FaaS.Client.Invocations;

/// <summary>What a request to run a function later may say beside its payload.</summary>
public sealed record EnqueueOptions : InvokeOptions
{
    /// <summary>How much later it starts, at most 30 days; as soon as possible when null.</summary>
    public TimeSpan? Delay { get; init; }

    /// <summary>When it starts, within 30 days; not together with <see cref="Delay"/>.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>If it has not started by then, from acceptance on, it never will, and is dead as <c>expired</c>. The
    /// function's <c>max_event_age</c> bounds it too.</summary>
    public TimeSpan? ExpiresIn { get; init; }

    /// <summary><see cref="InvocationPriority.Normal"/> when null.</summary>
    public InvocationPriority? Priority { get; init; }

    internal override void AddTo(HttpRequestMessage request)
    {
        base.AddTo(request);
        Add(request, "Faas-Delay", Delay is { } delay ? DurationText.Format(delay) : null);
        Add(request, "Faas-Not-Before", NotBefore?.ToUniversalTime().ToString(
            "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture));
        Add(request, "Faas-Expires-In", ExpiresIn is { } expiry ? DurationText.Format(expiry) : null);
        Add(request, "Faas-Priority", Priority is { } priority
            ? JsonNamingPolicy.SnakeCaseLower.ConvertName(priority.ToString())
            : null);
    }
}
