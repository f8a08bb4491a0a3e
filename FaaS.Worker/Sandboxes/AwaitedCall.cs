using System.Buffers;
using FaaS.Domain.Invocations;
using FaaS.Protocol.Frames;

namespace FaaS.Worker.Sandboxes;

/// <summary>A call whose answer somebody awaits: an <c>init</c>, or the run of a compiler.</summary>
internal sealed class AwaitedCall : ISandboxCall
{
    private const int MaxLogBytes = 64 * 1024;

    private readonly TaskCompletionSource<InvocationFailure?> _answered =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly ArrayBufferWriter<byte> _log = new();

    /// <summary>Null when the sandbox answered with a result.</summary>
    public Task<InvocationFailure?> Failure => _answered.Task;

    public byte[] Payload { get; private set; } = [];

    /// <summary>Only complete once <see cref="Failure"/> is.</summary>
    public ReadOnlySpan<byte> Log
    {
        get
        {
            lock (_log)
            {
                return _log.WrittenSpan;
            }
        }
    }

    public void OnLog(ReadOnlySpan<byte> bytes)
    {
        // What was lost at its deadline may be heard of for a moment longer.
        lock (_log)
        {
            _log.Write(bytes[..Math.Min(bytes.Length, MaxLogBytes - _log.WrittenCount)]);
        }
    }

    public void OnResult(in Frame frame)
    {
        // Nobody needs it, but what is malformed is not believed.
        _ = SandboxAnswer.ContentTypeOf(frame);
        Payload = frame.Payload.ToArray();
        _answered.TrySetResult(null);
    }

    public void OnError(in Frame frame) => _answered.TrySetResult(SandboxAnswer.FailureOf(frame));

    public void OnLost(SandboxLoss loss) => _answered.TrySetResult(loss.ToFailure());
}
