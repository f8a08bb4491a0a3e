using System.Diagnostics.Metrics;
using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Invocations;
using FaaS.Infrastructure.Postgres;

namespace FaaS.Scheduler;

internal sealed class SchedulerMetrics
{
    public const string Name = "FaaS.Scheduler";

    private readonly Counter<long> _settled;
    private readonly Counter<long> _stale;
    private readonly Counter<long> _recovered;
    private readonly Counter<long> _died;
    private readonly Counter<long> _reindexed;
    private readonly Counter<long> _checkpoints;
    private readonly Histogram<double> _wait;
    private volatile QueueReport? _report;

    public SchedulerMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(Name);
        _settled = meter.CreateCounter<long>("faas.attempts.settled", "{attempt}", "By what the invocation became.");
        _stale = meter.CreateCounter<long>("faas.attempts.stale", "{attempt}", "Ended after their lease was lost.");
        _recovered = meter.CreateCounter<long>("faas.leases.lost", "{lease}", "Taken from whoever could not answer.");
        _died = meter.CreateCounter<long>("faas.dead_letters.added", "{invocation}", "By the reason of their death.");
        _reindexed = meter.CreateCounter<long>("faas.queue.reindexed", "{entry}", "Put into Redis by the sweep.");
        _checkpoints = meter.CreateCounter<long>("faas.checkpoints", "{checkpoint}", "By what became of them.");
        _wait = meter.CreateHistogram<double>("faas.queue.wait", "s", "From when it was due to when it was claimed.");
        meter.CreateObservableGauge("faas.queue.depth", () => Observe(p => p.Depth), "{invocation}", "Queued ones.");
        meter.CreateObservableGauge("faas.queue.due", () => Observe(p => p.Due), "{invocation}", "Queued and due.");
        meter.CreateObservableGauge(
            "faas.queue.oldest_age", () => Observe(p => p.OldestAge.TotalSeconds), "s", "Since the oldest became due.");
        meter.CreateObservableGauge("faas.dead_letters", () => _report?.Dead ?? 0, "{invocation}", "Present ones.");
        meter.CreateObservableGauge(
            "faas.conservation.drift", () => _report?.Drift ?? 0, "{invocation}", "Other than zero: a loss.");
    }

    public void Claimed(InvocationPriority priority, TimeSpan waited)
        => _wait.Record(waited.TotalSeconds, Tag("faas.priority", priority));

    public void Settled(InvocationState state) => _settled.Add(1, Tag("faas.state", state));

    public void Checkpointed(CheckpointSave save) => _checkpoints.Add(1, Tag("faas.checkpoint.outcome", save));

    public void Stale(int count) => _stale.Add(count);

    public void LeasesLost(int count) => _recovered.Add(count);

    public void Died(IEnumerable<SettledInvocation> settled)
    {
        foreach (var invocation in settled)
        {
            if (invocation.DeadReason is { } reason)
            {
                _died.Add(1, Tag("faas.reason", reason));
            }
        }
    }

    public void Reindexed(int count) => _reindexed.Add(count);

    public void Reported(QueueReport report) => _report = report;

    private IEnumerable<Measurement<T>> Observe<T>(Func<PriorityReport, T> value)
        where T : struct
        => _report?.Priorities.Select(
            priority => new Measurement<T>(value(priority), Tag("faas.priority", priority.Priority))) ?? [];

    private static KeyValuePair<string, object?> Tag<T>(string name, T value)
        where T : struct, Enum
        => new(name, EnumText<T>.Of(value));
}
