using System.Diagnostics.Metrics;

namespace FaaS.Scheduler.Leadership;

internal sealed class LeaderMetrics
{
    private readonly Meter _meter;
    private readonly Counter<long> _terms;

    public LeaderMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(SchedulerMetrics.Name);
        _terms = _meter.CreateCounter<long>("faas.leader.terms", "{term}", "Begun by this scheduler.");
    }

    public void Observe(LeaderSeat seat)
    {
        _meter.CreateObservableGauge(
            "faas.leader", () => seat.Current is null ? 0 : 1, null, "1 on the scheduler that leads, else 0.");
        _meter.CreateObservableGauge(
            "faas.leader.epoch", () => seat.Current?.Epoch ?? 0, null, "Of its term; 0 where it does not lead.");
    }

    public void Began() => _terms.Add(1);
}
