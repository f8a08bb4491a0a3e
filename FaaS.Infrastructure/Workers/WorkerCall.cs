using System.Threading.Tasks.Sources;
using FaaS.Infrastructure.Dispatch;

namespace FaaS.Infrastructure.Workers;

/// <summary>One open stream to a worker. Whoever takes it out of the open calls completes it: only once.</summary>
/// <param name="invocation">Null for an <c>init</c>.</param>
/// <param name="limit">A backstop: the worker enforces the function's own timeout.</param>
internal sealed class WorkerCall(
    ulong stream, RunningInvocation? invocation, TimeSpan limit, TimeProvider timeProvider)
    : IValueTaskSource<InvocationOutcome>
{
    private static readonly TimeSpan CancelGrace = TimeSpan.FromSeconds(2);

    private readonly long _openedAt = timeProvider.GetTimestamp();

    private ManualResetValueTaskSourceCore<InvocationOutcome> _source = new() { RunContinuationsAsynchronously = true };
    private long _cancelledAt;
    private int _isAsking;

    public ulong Stream { get; } = stream;

    public RunningInvocation? Invocation { get; } = invocation;

    public InvocationLog? Log => Invocation?.Log;

    public ValueTask<InvocationOutcome> Answer => new(this, _source.Version);

    public bool IsCancelled => Volatile.Read(ref _cancelledAt) != 0;

    /// <summary>The worker did not answer in time, or did not answer the cancellation.</summary>
    public bool IsOverdue
        => timeProvider.GetElapsedTime(_openedAt) > limit
            || (IsCancelled && timeProvider.GetElapsedTime(_cancelledAt) > CancelGrace);

    /// <summary>Its function asks for something and waits for the answer. False: it waits already.</summary>
    public bool TryAsk() => Interlocked.Exchange(ref _isAsking, 1) == 0;

    public void EndAsking() => Volatile.Write(ref _isAsking, 0);

    public void MarkCancelled() => Volatile.Write(ref _cancelledAt, timeProvider.GetTimestamp());

    /// <param name="outcome">How it ended.</param>
    /// <param name="isLast">
    /// Nothing waits behind this answer, so that whoever awaits it may go on on this thread. Else it would keep the
    /// answers to other calls waiting.
    /// </param>
    public void Complete(InvocationOutcome outcome, bool isLast = false)
    {
        _source.RunContinuationsAsynchronously = !isLast;
        _source.SetResult(outcome);
    }

    InvocationOutcome IValueTaskSource<InvocationOutcome>.GetResult(short token) => _source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<InvocationOutcome>.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<InvocationOutcome>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        => _source.OnCompleted(continuation, state, token, flags);
}
