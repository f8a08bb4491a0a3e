using System.Diagnostics.Metrics;

namespace FaaS.Api.Invocations;

internal sealed class JournalMetrics
{
    private readonly Counter<long> _written;
    private readonly Counter<long> _dropped;
    private long _totalDropped;

    public JournalMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("FaaS.Journal");
        _written = meter.CreateCounter<long>(
            "faas.journal.written", "{record}", "Records of synchronous invocations that reached Postgres.");
        _dropped = meter.CreateCounter<long>(
            "faas.journal.dropped", "{record}", "Records of synchronous invocations that were given up.");
    }

    public long TotalDropped => Volatile.Read(ref _totalDropped);

    public void Written(int count) => _written.Add(count);

    public void Dropped()
    {
        Interlocked.Increment(ref _totalDropped);
        _dropped.Add(1);
    }
}
