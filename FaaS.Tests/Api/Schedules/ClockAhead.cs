namespace FaaS.Tests.Api.Schedules;

internal sealed class ClockAhead(TimeSpan lead) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + lead;
}
