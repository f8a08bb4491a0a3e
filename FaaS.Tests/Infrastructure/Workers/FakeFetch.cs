using FaaS.Protocol.Frames;
using FaaS.Protocol.Messages;

namespace FaaS.Tests.Infrastructure.Workers;

/// <summary>What came back on the stream of one <c>fetch</c>.</summary>
internal sealed class FakeFetch
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<byte> _code = [];

    public Task Ended => _ended.Task;

    public byte[] Code => [.. _code];

    public int LargestChunk { get; private set; }

    public ErrorMeta? Error { get; private set; }

    public void OnFrame(in Frame frame)
    {
        if (frame.Type == FrameType.Error)
        {
            Error = ProtocolMeta.Read(frame, ProtocolJson.Default.ErrorMeta);
            _ended.SetResult();
            return;
        }

        _code.AddRange(frame.Payload);
        LargestChunk = Math.Max(LargestChunk, frame.Payload.Length);
        if (frame.IsEnd)
        {
            _ended.SetResult();
        }
    }
}
