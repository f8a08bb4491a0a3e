using FaaS.Infrastructure.Invocations;

namespace FaaS.Api.Admin;

/// <summary>Where all asynchronous invocations are: accepted = queued + running + settled + dead.</summary>
/// <param name="Accepted">Ever, counted in the commits that accepted them.</param>
/// <param name="Queued">That are there now, as are the running ones.</param>
/// <param name="Settled">Ever, other than dead; purged dead letters are among them.</param>
/// <param name="Dead">Dead letters that can be redriven or purged.</param>
/// <param name="Drift">What the equation is wrong by: above zero something was lost, below it finished twice.</param>
/// <param name="Since">When the count began; null before anything was accepted.</param>
/// <param name="At">The one moment at which all of this was true.</param>
internal sealed record ConservationResponse(
    long Accepted,
    long Queued,
    long Running,
    long Settled,
    long Dead,
    long Drift,
    DateTimeOffset? Since,
    DateTimeOffset At)
{
    public static ConservationResponse Of(QueueReport report) => new(
        report.Accepted,
        report.Queued,
        report.Running,
        report.Settled,
        report.Dead,
        report.Drift,
        report.Since,
        report.At);
}
