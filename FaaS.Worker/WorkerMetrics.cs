using System.Diagnostics;
using System.Diagnostics.Metrics;
using FaaS.Domain.Functions;
using FaaS.Domain.Invocations;

namespace FaaS.Worker;

/// <summary>What a worker counts, under the names of OpenTelemetry's FaaS conventions where they have one.</summary>
internal sealed class WorkerMetrics
{
    public const string MeterName = "FaaS.Worker";

    private readonly Meter _meter;
    private readonly Counter<long> _invocations;
    private readonly Counter<long> _coldStarts;
    private readonly Counter<long> _errors;
    private readonly Counter<long> _timeouts;
    private readonly Histogram<double> _invokeDuration;
    private readonly Histogram<double> _initDuration;
    private readonly Histogram<double> _cpu;
    private readonly Histogram<long> _memory;
    private readonly Histogram<long> _network;
    private readonly Histogram<double> _sandboxStart;
    private readonly Counter<long> _dockerLosses;

    public WorkerMetrics(IMeterFactory meterFactory)
    {
        var meter = _meter = meterFactory.Create(MeterName);
        _invocations = meter.CreateCounter<long>("faas.invocations", "{invocation}", "Attempts that succeeded.");
        _coldStarts = meter.CreateCounter<long>("faas.coldstarts", "{coldstart}", "Attempts that waited for init.");
        _errors = meter.CreateCounter<long>("faas.errors", "{error}", "Attempts that failed.");
        _timeouts = meter.CreateCounter<long>("faas.timeouts", "{timeout}", "Attempts that ran out of time.");
        _invokeDuration = meter.CreateHistogram<double>("faas.invoke_duration", "s", "Of the function's own code.");
        _initDuration = meter.CreateHistogram<double>("faas.init_duration", "s", "Loading, waited for or not.");
        _cpu = meter.CreateHistogram<double>("faas.cpu_usage", "s", "CPU time of an attempt.");
        _memory = meter.CreateHistogram<long>("faas.mem_usage", "By", "Peak memory of an attempt.");
        _network = meter.CreateHistogram<long>("faas.net_io", "By", "Of an attempt that has a network.");
        _sandboxStart = meter.CreateHistogram<double>(
            "faas.sandbox.start_duration", "s", "From asking for a container to its agent's first word.");
        _dockerLosses = meter.CreateCounter<long>("faas.docker.losses", "{loss}", "Times that the daemon was lost.");
    }

    /// <summary>1 while the Docker daemon starts sandboxes, 0 while this worker can only finish what runs.</summary>
    public void WatchDocker(Func<bool> isAvailable)
        => _meter.CreateObservableGauge(
            "faas.docker.available", () => isAvailable() ? 1 : 0, null, "1 while the daemon starts sandboxes, else 0.");

    public void DockerLost() => _dockerLosses.Add(1);

    public void SandboxStarted(string image, TimeSpan duration)
        => _sandboxStart.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("faas.image", image));

    public void Initialised(Runtime runtime, TimeSpan duration)
        => _initDuration.Record(duration.TotalSeconds, RuntimeTag(runtime));

    public void Finished(Runtime runtime, FailureKind? failure, ExecutionStats stats)
    {
        var tags = new TagList { RuntimeTag(runtime) };
        _invokeDuration.Record(stats.Run.TotalSeconds, tags);
        if (stats.Cold)
        {
            _coldStarts.Add(1, tags);
        }

        if (stats.Cpu is { } cpu)
        {
            _cpu.Record(cpu.TotalSeconds, tags);
        }

        if (stats.PeakMemoryBytes is { } memory)
        {
            _memory.Record(memory, tags);
        }

        if (stats is { NetworkReceivedBytes: { } received, NetworkSentBytes: { } sent })
        {
            _network.Record(received, RuntimeTag(runtime), new("network.io.direction", "receive"));
            _network.Record(sent, RuntimeTag(runtime), new("network.io.direction", "transmit"));
        }

        if (failure is null)
        {
            _invocations.Add(1, tags);
        }
        else if (failure is FailureKind.Timeout)
        {
            _timeouts.Add(1, tags);
        }
        else if (failure is { } kind)
        {
            tags.Add("error.type", kind.Name());
            _errors.Add(1, tags);
        }
    }

    private static KeyValuePair<string, object?> RuntimeTag(Runtime runtime) => new("faas.runtime", runtime.Name());
}
