using System.Diagnostics.Metrics;
using FaaS.Infrastructure.Autoscaling;
using FaaS.Infrastructure.Leadership;

namespace FaaS.Scheduler.Autoscaling;

/// <summary>Only the leading scheduler shows these; whoever reads them takes the highest there is.</summary>
internal sealed class AutoscaleMetrics
{
    private volatile Shown? _shown;

    public AutoscaleMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(SchedulerMetrics.Name);
        meter.CreateObservableGauge(
            "faas.workers.desired", () => Observe(s => s.Workers), "{worker}", "That there should be.");
        meter.CreateObservableGauge(
            "faas.workers.connected", () => Observe(s => s.Connected), "{worker}", "That take work.");
    }

    public void Computed(AutoscaleSignal signal, LeaderTerm term) => _shown = new(signal, term);

    private IEnumerable<Measurement<int>> Observe(Func<AutoscaleSignal, int> value)
        => _shown is { Term.IsCurrent: true } shown ? [new(value(shown.Signal))] : [];

    private sealed record Shown(AutoscaleSignal Signal, LeaderTerm Term);
}
