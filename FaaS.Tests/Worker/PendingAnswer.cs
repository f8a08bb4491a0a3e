using System.Buffers;
using System.Diagnostics;
using System.Text;
using FaaS.Protocol.Frames;
using FaaS.Protocol.Messages;

namespace FaaS.Tests.Worker;

/// <summary>Gathers the frames of one stream until the last.</summary>
internal sealed class PendingAnswer
{
    private readonly TaskCompletionSource<Answer> _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<string> _logged = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ArrayBufferWriter<byte> _logs = new();
    private readonly long _startedAt = Stopwatch.GetTimestamp();
    private readonly List<int> _keptBytes = [];
    private readonly List<ProgressMeta> _progress = [];
    private long _skipped;

    public required FrameConnection Connection { get; init; }

    public required ulong Stream { get; init; }

    public Guid InvocationId { get; } = Guid.CreateVersion7();

    public Task<Answer> Answer => _answered.Task;

    /// <summary>Completes with the first bytes of log.</summary>
    public Task<string> Logged => _logged.Task;

    public void Add(in Frame frame)
    {
        switch (frame.Type)
        {
            case FrameType.Log:
                _logs.Write(frame.Payload);
                _skipped += frame.Meta.IsEmpty
                    ? 0
                    : ProtocolMeta.Read(frame, ProtocolJson.Default.LogMeta).SkippedBytes;
                _logged.TrySetResult(Encoding.UTF8.GetString(frame.Payload));
                break;
            case FrameType.Checkpoint or FrameType.Recall:
                _keptBytes.Add(frame.Payload.Length);
                break;
            case FrameType.Progress:
                _progress.Add(ProtocolMeta.Read(frame, ProtocolJson.Default.ProgressMeta));
                break;
            case FrameType.Result:
                Complete(ProtocolMeta.Read(frame, ProtocolJson.Default.ResultMeta), null, frame.Payload);
                break;
            default:
                Complete(null, ProtocolMeta.Read(frame, ProtocolJson.Default.ErrorMeta), frame.Payload);
                break;
        }
    }

    public void Fail(Exception exception) => _answered.TrySetException(exception);

    private void Complete(ResultMeta? result, ErrorMeta? error, ReadOnlySpan<byte> payload)
        => _answered.TrySetResult(new Answer(
            result,
            error,
            payload.ToArray(),
            _logs.WrittenSpan.ToArray(),
            _skipped,
            Stopwatch.GetElapsedTime(_startedAt))
        {
            InvocationId = InvocationId,
            KeptBytes = [.. _keptBytes],
            Progress = [.. _progress],
        });
}
