using System.Net.Sockets;
using FaaS.Protocol.Frames;
using FaaS.Protocol.Messages;

namespace FaaS.Benchmarks.Baselines;

/// <summary>The relay's end of one agent of B5.</summary>
internal sealed class ChainAgent(FrameConnection connection, Hello hello, ChainAgent.Answered answered) : IFrameHandler
{
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal delegate void Answered(ChainAgent agent, in Frame answer);

    public static async Task<ChainAgent> AcceptAsync(Socket door, Hello hello, Answered answered)
    {
        var stream = new NetworkStream(await door.AcceptAsync(), ownsSocket: true);
        var connection = new FrameConnection(stream, ConnectionSide.Accepted, TimeProvider.System);
        var agent = new ChainAgent(connection, hello, answered);
        _ = connection.RunAsync(agent, CancellationToken.None);
        await agent._ready.Task;
        return agent;
    }

    public void Send(FrameType type, ulong stream, ReadOnlySpan<byte> meta, ReadOnlySpan<byte> payload)
        => connection.Send(type, stream, meta, payload);

    public void OnFrame(in Frame frame)
    {
        if (_ready.Task.IsCompleted)
        {
            answered(this, frame);
        }
        else if (frame.Type is FrameType.Hello)
        {
            connection.Send(FrameType.Welcome, 0, new SandboxWelcome(1), ProtocolJson.Default.SandboxWelcome);
            connection.Send(
                FrameType.Init, connection.NextStream(), hello.Init, ProtocolJson.Default.SandboxInit);
        }
        else
        {
            _ready.SetResult();
        }
    }
}
