using System.Threading.Channels;
using FaaS.Protocol.Frames;

namespace FaaS.Tests.Protocol;

/// <summary>Keeps a copy of every frame that comes.</summary>
internal sealed class RecordingHandler : IFrameHandler
{
    private readonly Channel<ReceivedFrame> _frames = Channel.CreateUnbounded<ReceivedFrame>();

    public void OnFrame(in Frame frame) => _frames.Writer.TryWrite(
        new(frame.Type, frame.Stream, frame.IsEnd, frame.Meta.ToArray(), frame.Payload.ToArray()));

    public async Task<ReceivedFrame> NextAsync(CancellationToken cancellationToken)
        => await _frames.Reader.ReadAsync(cancellationToken).AsTask().WaitAsync(
            TimeSpan.FromSeconds(30), cancellationToken);
}
