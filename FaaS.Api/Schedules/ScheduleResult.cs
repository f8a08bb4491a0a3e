namespace FaaS.Api.Schedules;

internal abstract record ScheduleResult
{
    private ScheduleResult()
    {
    }

    public sealed record Stored(ScheduleView View) : ScheduleResult;

    public sealed record NoSuchSchedule : ScheduleResult;

    public sealed record NoSuchFunction : ScheduleResult;

    public sealed record NameTaken : ScheduleResult;

    /// <summary>It keeps the name that it has.</summary>
    public sealed record OtherName(string Name) : ScheduleResult;
}
