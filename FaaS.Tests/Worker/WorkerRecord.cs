using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace FaaS.Tests.Worker;

/// <summary>What the operator of one worker sees: its log events and its counts of failures.</summary>
internal sealed class WorkerRecord : ILoggerProvider
{
    private readonly ConcurrentQueue<WorkerEvent> _events = new();
    private readonly ConcurrentDictionary<string, long> _counts = new();
    private readonly MeterListener _listener = new();
    private IMeterFactory? _meters;

    public WorkerRecord()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            // Other tests run other workers in this process.
            if (instrument is Counter<long> && ReferenceEquals(instrument.Meter.Scope, _meters))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>(OnCount);
    }

    public IEnumerable<WorkerEvent> Events => _events;

    public void Watch(IMeterFactory meters)
    {
        _meters = meters;
        _listener.Start();
    }

    /// <param name="errorType">Null for counters that have none.</param>
    public long Count(string counter, string? errorType) => _counts.GetValueOrDefault($"{counter}/{errorType}");

    public ILogger CreateLogger(string categoryName) => new Recorder(_events);

    public void Dispose() => _listener.Dispose();

    private void OnCount(
        Instrument instrument, long count, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        object? errorType = null;
        foreach (var (key, value) in tags)
        {
            errorType = key == "error.type" ? value : errorType;
        }

        _counts.AddOrUpdate($"{instrument.Name}/{errorType}", count, (_, before) => before + count);
    }

    private sealed class Recorder(ConcurrentQueue<WorkerEvent> events) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
            => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            var values = state as IReadOnlyList<KeyValuePair<string, object?>> ?? [];
            events.Enqueue(new WorkerEvent(
                eventId.Name ?? "", logLevel, values.ToDictionary(), formatter(state, exception)));
        }
    }
}
