using System.Diagnostics;
using FaaS.Domain.Functions;
using FaaS.Domain.Invocations;

namespace FaaS.Infrastructure.Dispatch;

/// <summary>An attempt that this process has accepted and not yet answered, waiting or running.</summary>
internal sealed class RunningInvocation : IDisposable
{
    private readonly RunningInvocations _owner;
    private readonly CancellationTokenSource _cancellation;
    private readonly long _acceptedAt;

    public RunningInvocation(
        RunningInvocations owner, FunctionSpec function, InvocationRequest request, CancellationToken cancellationToken)
    {
        _owner = owner;
        _cancellation = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _acceptedAt = owner.TimeProvider.GetTimestamp();
        AcceptedAt = owner.TimeProvider.GetUtcNow();
        Cancelled = _cancellation.Token;
        TraceId = Activity.Current?.TraceId.ToString();
        Function = function;
        Request = request;
    }

    public Guid Id => Request.InvocationId;

    public FunctionSpec Function { get; }

    public InvocationRequest Request { get; }

    public InvocationLog Log { get; } = new();

    /// <summary>The caller has gone, or somebody has asked for it to stop.</summary>
    public CancellationToken Cancelled { get; }

    public DateTimeOffset AcceptedAt { get; }

    /// <summary>Of whoever has asked for it.</summary>
    public string? TraceId { get; }

    public TimeSpan Age => _owner.TimeProvider.GetElapsedTime(_acceptedAt);

    /// <summary>When it was handed to a worker. Null while it waits.</summary>
    public DateTimeOffset? StartedAt { get; private set; }

    /// <summary>What the function has said last of it.</summary>
    public InvocationProgress? Progress { get; set; }

    /// <summary>The function has saved at least one, or tried to.</summary>
    public bool HasCheckpoints { get; set; }

    /// <summary>How much of the log's beginning can be followed already.</summary>
    public int PublishedLogBytes { get; set; }

    /// <summary>What remains of the caller's patience with queues.</summary>
    public TimeSpan Patience => Request.Patience > Age ? Request.Patience - Age : TimeSpan.Zero;

    public void MarkStarted() => StartedAt ??= _owner.TimeProvider.GetUtcNow();

    public void Cancel()
    {
        try
        {
            _cancellation.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has ended in this moment, which is what the caller wanted.
        }
    }

    public void Dispose()
    {
        _owner.End(this);
        _cancellation.Dispose();
    }
}
