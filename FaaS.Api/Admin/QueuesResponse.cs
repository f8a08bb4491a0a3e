using FaaS.Infrastructure.Invocations;

namespace FaaS.Api.Admin;

/// <summary>Asynchronous invocations at one moment: accepted = queued + running + settled + dead.</summary>
/// <param name="Settled">Finished, other than dead.</param>
/// <param name="Drift">What the equation is wrong by; other than zero is a loss.</param>
internal sealed record QueuesResponse(
    long Accepted,
    long Queued,
    long Running,
    long Settled,
    long Dead,
    long Drift,
    IReadOnlyList<QueueResponse> Priorities)
{
    public static QueuesResponse Of(QueueReport report) => new(
        report.Accepted,
        report.Queued,
        report.Running,
        report.Settled,
        report.Dead,
        report.Drift,
        [.. report.Priorities.Select(QueueResponse.Of)]);
}
