using System.Diagnostics;
using System.Diagnostics.Metrics;
using FaaS.Domain.Functions;
using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Postgres;

namespace FaaS.Infrastructure.Dispatch;

/// <summary>Spans and metrics of attempts, by OpenTelemetry's conventions for FaaS.</summary>
internal sealed class DispatchTelemetry
{
    public const string Name = "FaaS.Dispatch";

    private static readonly ActivitySource Source = new(Name);

    private readonly Counter<long> _invocations;
    private readonly Counter<long> _refusals;
    private readonly Counter<long> _errors;
    private readonly Counter<long> _timeouts;
    private readonly Counter<long> _coldStarts;
    private readonly Histogram<double> _invokeDuration;
    private readonly Histogram<double> _initDuration;
    private readonly Histogram<double> _cpuUsage;
    private readonly Histogram<long> _memoryUsage;
    private readonly Histogram<long> _network;
    private readonly Counter<long> _bytesIn;
    private readonly Counter<long> _bytesOut;

    public DispatchTelemetry(IMeterFactory meters, RunningInvocations running)
    {
        var meter = meters.Create(Name);
        _invocations = meter.CreateCounter<long>("faas.invocations", "{invocation}", "Attempts that succeeded.");
        _refusals = meter.CreateCounter<long>("faas.refusals", "{invocation}", "Attempts that were not started.");
        _errors = meter.CreateCounter<long>("faas.errors", "{error}", "Attempts that failed.");
        _timeouts = meter.CreateCounter<long>("faas.timeouts", "{timeout}", "Attempts that ran out of time.");
        _coldStarts = meter.CreateCounter<long>("faas.coldstarts", "{coldstart}", "Attempts that waited for init.");
        _invokeDuration = meter.CreateHistogram<double>("faas.invoke_duration", "s", "Of the function's own code.");
        _initDuration = meter.CreateHistogram<double>("faas.init_duration", "s", "Loading, when it was waited for.");
        _cpuUsage = meter.CreateHistogram<double>("faas.cpu_usage", "s", "CPU time of an attempt.");
        _memoryUsage = meter.CreateHistogram<long>("faas.mem_usage", "By", "Peak memory of an attempt.");
        _network = meter.CreateHistogram<long>("faas.net_io", "By", "Of an attempt that has a network.");
        _bytesIn = meter.CreateCounter<long>("faas.bytes_in", "By", "Payloads of attempts that reached a worker.");
        _bytesOut = meter.CreateCounter<long>("faas.bytes_out", "By", "Results of attempts.");
        meter.CreateObservableGauge("faas.running", () => running.Count, "{invocation}", "Accepted and not answered.");
    }

    public Span Begin(RunningInvocation invocation)
    {
        var activity = Source.StartActivity("invoke", ActivityKind.Client, invocation.Request.Traceparent);
        activity?.SetTag("faas.invoked_name", invocation.Function.Name.Value);
        activity?.SetTag("faas.version", invocation.Function.Version);
        activity?.SetTag("faas.invocation_id", invocation.Id);
        activity?.SetTag("faas.trigger", invocation.Request.Trigger);
        return new Span(this, activity, invocation);
    }

    private void Record(RunningInvocation invocation, InvocationOutcome outcome)
    {
        var runtime = new KeyValuePair<string, object?>("faas.runtime", invocation.Function.Runtime.Name());
        if (outcome is not InvocationOutcome.Refused)
        {
            _bytesIn.Add(invocation.Request.Payload.Length, runtime);
        }

        switch (outcome)
        {
            case InvocationOutcome.Succeeded succeeded:
                _invocations.Add(1, runtime);
                _bytesOut.Add(succeeded.Result.Length, runtime);
                Record(succeeded.Stats, runtime);
                break;
            case InvocationOutcome.Failed { Failure.Kind: FailureKind.Timeout } timedOut:
                _timeouts.Add(1, runtime);
                Record(timedOut.Stats, runtime);
                break;
            case InvocationOutcome.Failed failed:
                _errors.Add(1, runtime, new("error.type", failed.Failure.Kind.Name()));
                Record(failed.Stats, runtime);
                break;
            case InvocationOutcome.Refused refused:
                _refusals.Add(1, runtime, new("error.type", EnumText<Refusal>.Of(refused.Reason)));
                break;
        }
    }

    private void Record(ExecutionStats stats, KeyValuePair<string, object?> runtime)
    {
        _invokeDuration.Record(stats.Run.TotalSeconds, runtime);
        if (stats.Cold)
        {
            _coldStarts.Add(1, runtime);
            _initDuration.Record(stats.Init.TotalSeconds, runtime);
        }

        if (stats.Cpu is { } cpu)
        {
            _cpuUsage.Record(cpu.TotalSeconds, runtime);
        }

        if (stats.PeakMemoryBytes is { } peak)
        {
            _memoryUsage.Record(peak, runtime);
        }

        if (stats is { NetworkReceivedBytes: { } received, NetworkSentBytes: { } sent })
        {
            _network.Record(received, runtime, new("network.io.direction", "receive"));
            _network.Record(sent, runtime, new("network.io.direction", "transmit"));
        }
    }

    internal readonly struct Span(DispatchTelemetry telemetry, Activity? activity, RunningInvocation invocation)
        : IDisposable
    {
        public string? Traceparent => activity?.Id ?? invocation.Request.Traceparent ?? Activity.Current?.Id;

        public void End(InvocationOutcome outcome)
        {
            telemetry.Record(invocation, outcome);
            if (outcome is not InvocationOutcome.Succeeded)
            {
                activity?.SetStatus(ActivityStatusCode.Error);
            }
        }

        public void Dispose() => activity?.Dispose();
    }
}
