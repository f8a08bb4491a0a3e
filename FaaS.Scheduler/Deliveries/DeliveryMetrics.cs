using System.Diagnostics.Metrics;
using FaaS.Infrastructure.Postgres;
using FaaS.Infrastructure.Postgres.Deliveries;

namespace FaaS.Scheduler.Deliveries;

internal sealed class DeliveryMetrics
{
    private readonly Counter<long> _attempts;

    public DeliveryMetrics(IMeterFactory meters) => _attempts = meters.Create(SchedulerMetrics.Name)
        .CreateCounter<long>("faas.deliveries", "{attempt}", "Attempts to tell destinations, by what became of them.");

    public void Ended(string kind, DeliveryState state) => _attempts.Add(
        1,
        KeyValuePair.Create<string, object?>("faas.destination", kind),
        KeyValuePair.Create<string, object?>("faas.delivery", EnumText<DeliveryState>.Of(state)));
}
