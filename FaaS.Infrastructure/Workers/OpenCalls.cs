using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Dispatch;
using FaaS.Protocol.Frames;
using FaaS.Protocol.Messages;

namespace FaaS.Infrastructure.Workers;

/// <summary>The streams that this side has opened on one connection and that have no answer yet.</summary>
internal sealed class OpenCalls(string workerId)
{
    private readonly ConcurrentDictionary<ulong, WorkerCall> _byStream = new();
    private volatile bool _isLost;

    public int Count => _byStream.Count;

    public void Add(WorkerCall call)
    {
        _byStream[call.Stream] = call;
        if (_isLost)
        {
            CompleteUnsent(call);
        }
    }

    public void Complete(ulong stream, InvocationOutcome outcome, bool isLast = false)
    {
        if (_byStream.TryRemove(stream, out var call))
        {
            call.Complete(outcome, isLast);
        }
        else
        {
            // The answer crossed a cancellation that was given up.
            outcome.Dispose();
        }
    }

    /// <summary>Nothing was started, so that another worker can have it.</summary>
    public void CompleteUnsent(WorkerCall call)
        => Complete(call.Stream, Failed(
            new InvocationFailure(FailureKind.NoCapacity, "WorkerLeft", $"Worker {workerId} has just left.", "")));

    public void OnResult(in Frame frame)
    {
        var meta = ProtocolMeta.Read(frame, ProtocolJson.Default.ResultMeta);
        Complete(frame.Stream, new InvocationOutcome.Succeeded(
            new PooledBytes(frame.Payload), meta.ContentType, workerId, meta.Stats.ToStats()), !frame.HasMore);
    }

    public void OnError(in Frame frame)
    {
        var meta = ProtocolMeta.Read(frame, ProtocolJson.Default.ErrorMeta);
        var failure = new InvocationFailure(
            meta.Kind, meta.Type, meta.Message, Encoding.UTF8.GetString(frame.Payload))
        {
            RetryAfter = RetryLimits.RetryAfter(meta.RetryAfterMs),
        };
        Complete(frame.Stream, Failed(failure, meta.Stats?.ToStats()));
    }

    public void OnLog(in Frame frame)
    {
        if (TryFind(frame.Stream, out var call))
        {
            var skipped = frame.Meta.IsEmpty ? 0 : ProtocolMeta.Read(frame, ProtocolJson.Default.LogMeta).SkippedBytes;
            call.Log?.Append(frame.Payload, Math.Max(0, skipped));
        }
    }

    /// <summary>Gives up what should have been answered long ago, and returns the streams to be cancelled.</summary>
    public List<ulong> GiveUpOverdue()
    {
        List<ulong> overdue = [];
        foreach (var (stream, call) in _byStream)
        {
            if (call.IsOverdue)
            {
                overdue.Add(stream);
                Complete(stream, Failed(call.IsCancelled
                    ? new InvocationFailure(FailureKind.Cancelled, "Cancelled", "The invocation was cancelled.", "")
                    : PlatformFailure("WorkerSilent", $"Worker {workerId} did not answer in time.")));
            }
        }

        return overdue;
    }

    /// <summary>Everything that is open, and everything that will be, ends at once.</summary>
    /// <param name="reason">What became of the connection.</param>
    /// <param name="wasLeaving">One side had said goodbye, so that nothing that ran can be to blame.</param>
    public void Lose(string reason, bool wasLeaving)
    {
        _isLost = true;
        var lost = wasLeaving
            ? PlatformFailure("WorkerLeft", $"Worker {workerId} left before it was done: {reason}")
            : new InvocationFailure(
                FailureKind.WorkerLost,
                "WorkerLost",
                $"Worker {workerId} was lost while it had this invocation: {reason}",
                "");
        foreach (var stream in _byStream.Keys)
        {
            Complete(stream, Failed(lost));
        }
    }

    /// <summary>False when it has been answered meanwhile.</summary>
    public bool TryFind(ulong stream, [NotNullWhen(true)] out WorkerCall? call)
        => _byStream.TryGetValue(stream, out call);

    private InvocationOutcome.Failed Failed(InvocationFailure failure, ExecutionStats? stats = null)
        => new(failure, workerId, stats ?? ExecutionStats.None);

    private static InvocationFailure PlatformFailure(string type, string message)
        => new(FailureKind.PlatformError, type, message, "");
}
