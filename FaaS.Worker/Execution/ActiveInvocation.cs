using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using FaaS.Domain.Functions;
using FaaS.Domain.Invocations;
using FaaS.Protocol.Frames;
using FaaS.Protocol.Messages;
using FaaS.Worker.Code;
using FaaS.Worker.Sandboxes;

namespace FaaS.Worker.Execution;

/// <summary>
/// One <c>invoke</c> from its arrival to its only answer. Where a sandbox is ready, the frame goes straight from one
/// connection to the other on the reading thread, and so does the answer.
/// </summary>
internal sealed partial class ActiveInvocation(
    ExecutionServices services,
    RunningCalls calls,
    FrameConnection dispatcher,
    ulong stream,
    FunctionPool pool,
    InvokeHeader header) : ISandboxCall
{
    // One may die while it is idle; a function whose sandboxes always do would be given new ones without end.
    private const int MaxDeadSandboxes = 5;

    private readonly long _receivedAt = services.TimeProvider.GetTimestamp();
    private readonly Lock _gate = new();
    private InvocationLog? _log;
    private CancellationTokenSource? _waiting;
    private volatile Sandbox? _sandbox;
    private volatile bool _isCancelled;
    private bool _isAnswered;
    private ExecutionStats? _spentLoading;
    private bool _isCold;
    private long _startedAt;

    public Guid VersionId => header.VersionId;

    private TimeSpan Timeout => TimeSpan.FromMilliseconds(
        Math.Clamp(header.TimeoutMs, 1, FunctionLimits.MaxTimeout.TotalMilliseconds));

    public void Run(ICodeSource source, in Frame frame)
    {
        if (pool.TryAcquire(source, out var lease))
        {
            if (!lease.IsGranted)
            {
                Answer(lease.Failure);
                return;
            }

            if (TryBegin(lease, frame.Meta, frame.Payload))
            {
                return;
            }
        }

        // The frame's bytes are gone when this method returns.
        var copy = ArrayPool<byte>.Shared.Rent(frame.Meta.Length + frame.Payload.Length);
        frame.Meta.CopyTo(copy);
        frame.Payload.CopyTo(copy.AsSpan(frame.Meta.Length));
        _ = WaitAsync(source, copy, frame.Meta.Length, frame.Payload.Length);
    }

    public void Cancel()
    {
        _isCancelled = true;
        lock (_gate)
        {
            _waiting?.Cancel();
        }

        AbandonIfCancelled();
    }

    public void OnLog(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            if (!_isAnswered)
            {
                _log ??= new InvocationLog(FunctionLimits.MaxLogBytes / 2, FunctionLimits.MaxLogBytes / 2);
                if (_log.Append(bytes) is { IsEmpty: false } head)
                {
                    dispatcher.Send(FrameType.Log, stream, payload: head);
                }
            }
        }
    }

    public void OnResult(in Frame frame)
    {
        var contentType = SandboxAnswer.ContentTypeOf(frame);
        ReportWhatFollows(frame);
        if (frame.Payload.Length > FunctionLimits.MaxSyncPayloadBytes)
        {
            Answer(SandboxLoss.TooLarge.ToFailure());
            return;
        }

        if (TryFinish(null, out var stats, out var spent))
        {
            dispatcher.Send(
                FrameType.Result,
                stream,
                new ResultMeta(contentType, stats),
                ProtocolJson.Default.ResultMeta,
                frame.Payload);
            calls.Answered(stream);
            spent?.Kill();
        }
    }

    public void OnError(in Frame frame)
    {
        var failure = SandboxAnswer.FailureOf(frame);
        ReportWhatFollows(frame);
        Answer(failure.Kind is FailureKind.Exited && _sandbox!.Meter.IsOutOfMemory
            ? SandboxLoss.OutOfMemory.ToFailure() with { Detail = failure.Detail }
            : failure);
    }

    public void OnLost(SandboxLoss loss) => Answer(loss.ToFailure());

    private async Task WaitAsync(ICodeSource source, byte[] copy, int metaLength, int payloadLength)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(dispatcher.Closed);
        lock (_gate)
        {
            _waiting = waiting;
        }

        try
        {
            for (var tries = 0; tries < MaxDeadSandboxes; tries++)
            {
                var lease = await pool.WaitAsync(source, waiting.Token);
                if (!lease.IsGranted)
                {
                    _spentLoading = lease.Spent;
                    Answer(lease.Failure);
                    return;
                }

                if (TryBegin(lease, copy.AsSpan(0, metaLength), copy.AsSpan(metaLength, payloadLength)))
                {
                    return;
                }
            }

            Answer(SandboxLoss.Exited.ToFailure());
        }
        catch (OperationCanceledException)
        {
            Answer(SandboxLoss.Cancelled.ToFailure());
        }
        finally
        {
            lock (_gate)
            {
                _waiting = null;
            }

            ArrayPool<byte>.Shared.Return(copy);
        }
    }

    // False when the sandbox had died while it was idle, which is no reason to fail this call.
    private bool TryBegin(SandboxLease lease, ReadOnlySpan<byte> meta, ReadOnlySpan<byte> payload)
    {
        var sandbox = lease.Sandbox!;
        _isCold = lease.IsCold;
        _sandbox = sandbox;
        _startedAt = services.TimeProvider.GetTimestamp();
        if (!sandbox.Begin(this, FrameType.Invoke, meta, payload, Timeout))
        {
            _sandbox = null;
            pool.Release(sandbox);
            return false;
        }

        AbandonIfCancelled();
        return true;
    }

    private void AbandonIfCancelled()
    {
        if (_isCancelled && _sandbox is { } sandbox && sandbox.TryAbandon(this))
        {
            Answer(SandboxLoss.Cancelled.ToFailure());
        }
    }

    private void Answer(InvocationFailure failure)
    {
        if (TryFinish(failure.Kind, out var stats, out var spent))
        {
            ErrorAnswer.Send(dispatcher, stream, failure, stats);
            calls.Answered(stream);
            spent?.Kill();
            Report(failure);
        }
    }

    /// <param name="spent">A sandbox that nothing may use any more, to be killed once the answer is out.</param>
    private bool TryFinish(FailureKind? failure, [NotNullWhen(true)] out StatsMeta? stats, out Sandbox? spent)
    {
        ExecutionStats measured;
        lock (_gate)
        {
            (stats, spent) = (null, null);
            if (_isAnswered)
            {
                return false;
            }

            _isAnswered = true;
            measured = Measure();
            stats = StatsMeta.From(measured);
            SendLogTail();
        }

        _requests?.Dispose();

        // Before the answer: its receiver may send the next call at once.
        if (_sandbox is { } sandbox && !pool.Release(sandbox))
        {
            spent = sandbox;
        }

        calls.Finished();
        services.Metrics.Finished(pool.Spec.Runtime, failure, measured);
        return true;
    }

    private void SendLogTail()
    {
        if (_log is { TailLength: > 0 } log)
        {
            var meta = log.Skipped > 0
                ? ProtocolMeta.Write(new LogMeta(log.Skipped), ProtocolJson.Default.LogMeta)
                : default;
            dispatcher.Send(FrameType.Log, stream, meta, log.Tail());
        }
    }

    private ExecutionStats Measure()
    {
        var now = services.TimeProvider.GetTimestamp();
        if (_sandbox is not { } sandbox)
        {
            return (_spentLoading ?? ExecutionStats.None)
                .WithQueue(services.TimeProvider.GetElapsedTime(_receivedAt, now));
        }

        var (cpu, peakMemoryBytes) = sandbox.Meter.Read();
        var traffic = sandbox.Meter.ReadTraffic();
        var init = _isCold ? sandbox.Init : TimeSpan.Zero;
        var waited = services.TimeProvider.GetElapsedTime(_receivedAt, _startedAt);
        return new ExecutionStats(
            _isCold,
            waited > init ? waited - init : TimeSpan.Zero,
            init,
            services.TimeProvider.GetElapsedTime(_startedAt, now),
            cpu,
            peakMemoryBytes,
            sandbox.Id,
            _log?.Written ?? 0,
            traffic?.Received,
            traffic?.Sent);
    }
}
