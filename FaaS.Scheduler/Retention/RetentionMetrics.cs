using System.Diagnostics.Metrics;

namespace FaaS.Scheduler.Retention;

internal sealed class RetentionMetrics
{
    private readonly Counter<long> _removed;
    private readonly Counter<long> _dropped;
    private readonly Counter<long> _failed;

    public RetentionMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(SchedulerMetrics.Name);
        _removed = meter.CreateCounter<long>("faas.retention.removed", "{row}", "One by one, by what they were of.");
        _dropped = meter.CreateCounter<long>("faas.retention.dropped", "{day}", "Days that went as a whole.");
        _failed = meter.CreateCounter<long>("faas.retention.failed", "{pass}", "Passes that could not be finished.");
    }

    public void Removed(string what, long rows) => _removed.Add(rows, KeyValuePair.Create("faas.kind", (object?)what));

    public void Dropped(string what) => _dropped.Add(1, KeyValuePair.Create("faas.kind", (object?)what));

    public void Failed() => _failed.Add(1);
}
