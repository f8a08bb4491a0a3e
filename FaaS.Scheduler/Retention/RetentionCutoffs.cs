namespace FaaS.Scheduler.Retention;

/// <summary>What ended before these moments may go.</summary>
internal sealed record RetentionCutoffs
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public required DateTimeOffset Invocations { get; init; }

    public required DateTimeOffset Results { get; init; }

    public required DateTimeOffset Logs { get; init; }

    public required DateTimeOffset Checkpoints { get; init; }

    public required DateTimeOffset DeadLetters { get; init; }

    public required DateTimeOffset Deliveries { get; init; }

    public required DateTimeOffset ScheduleFirings { get; init; }

    public required DateTimeOffset Usage { get; init; }

    /// <param name="now">By the clock of Postgres: one of ours that is wrong would remove what nobody can restore.
    /// </param>
    public static RetentionCutoffs Of(RetentionOptions options, DateTimeOffset now) => new()
    {
        Invocations = Before(now, options.Invocations),
        Results = Before(now, options.Results),
        Logs = Before(now, options.Logs),
        Checkpoints = Before(now, options.Checkpoints),
        DeadLetters = Before(now, options.DeadLetters),
        Deliveries = Before(now, options.Deliveries),
        ScheduleFirings = Before(now, options.ScheduleFirings),
        Usage = Before(now, options.Usage),
    };

    private static DateTimeOffset Before(DateTimeOffset now, TimeSpan time)
    {
        var moment = (now - time).ToUniversalTime();
        return time < Day ? moment : new(moment.Date, TimeSpan.Zero);
    }
}
