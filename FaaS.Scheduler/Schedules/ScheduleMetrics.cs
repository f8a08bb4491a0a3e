using System.Diagnostics.Metrics;

namespace FaaS.Scheduler.Schedules;

internal sealed class ScheduleMetrics
{
    private readonly Counter<long> _fired;
    private readonly Counter<long> _passed;
    private readonly Histogram<double> _lateness;

    public ScheduleMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(SchedulerMetrics.Name);
        _fired = meter.CreateCounter<long>("faas.schedules.fired", "{invocation}", "Due times that were fired.");
        _passed = meter.CreateCounter<long>(
            "faas.schedules.passed", "{time}", "Due times that passed because the last invocation had not ended.");
        _lateness = meter.CreateHistogram<double>(
            "faas.schedules.lateness", "s", "From when it was due to its firing.");
    }

    public void Fired(TimeSpan lateness)
    {
        _fired.Add(1);
        _lateness.Record(lateness.TotalSeconds);
    }

    public void Passed(int count) => _passed.Add(count);
}
