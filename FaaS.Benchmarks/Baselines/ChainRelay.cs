using System.Globalization;
using System.Net;
using System.Net.Sockets;
using FaaS.Benchmarks.Load;
using FaaS.Protocol.Frames;

namespace FaaS.Benchmarks.Baselines;

/// <summary>What the second process of B5 runs: frames go to an agent that is free, and answers back.</summary>
internal sealed class ChainRelay : IFrameHandler
{
    /// <summary>The word on our command line that starts it.</summary>
    public const string Command = "chain-relay";

    private readonly Lock _gate = new();
    private readonly Stack<ChainAgent> _free = new();
    private readonly Queue<(ulong Stream, byte[] Meta, byte[] Payload)> _waiting = new();
    private FrameConnection? _front;

    public static async Task<int> RunAsync(string port, string runtime, string[] sockets)
    {
        SocketEngine.CompleteInline();
        var relay = new ChainRelay();
        var hello = Hello.Handlers.Single(hello => hello.Runtime == runtime);
        Socket[] doors = [.. sockets.Select(AgentContainer.Listen)];
        foreach (var door in doors)
        {
            relay._free.Push(await ChainAgent.AcceptAsync(door, hello, relay.Pass));
        }

        using var listener = new TcpListener(IPAddress.Loopback, int.Parse(port, CultureInfo.InvariantCulture));
        listener.Start();
        while (true)
        {
            // The first only looks whether anybody listens, the second is the front.
            var socket = await listener.AcceptSocketAsync();
            socket.NoDelay = true;
            await using var front = new FrameConnection(
                new NetworkStream(socket, ownsSocket: true), ConnectionSide.Accepted, TimeProvider.System);
            relay._front = front;
            await front.RunAsync(relay, CancellationToken.None);
        }
    }

    public void OnFrame(in Frame frame)
    {
        ChainAgent? agent;
        lock (_gate)
        {
            if (!_free.TryPop(out agent))
            {
                _waiting.Enqueue((frame.Stream, frame.Meta.ToArray(), frame.Payload.ToArray()));
            }
        }

        agent?.Send(FrameType.Invoke, frame.Stream, frame.Meta, frame.Payload);
    }

    private void Pass(ChainAgent agent, in Frame answer)
    {
        (ulong Stream, byte[] Meta, byte[] Payload) next;
        bool isNext;
        lock (_gate)
        {
            isNext = _waiting.TryDequeue(out next);
            if (!isNext)
            {
                _free.Push(agent);
            }
        }

        _front?.Send(answer.Type, answer.Stream, answer.Meta, answer.Payload);
        if (isNext)
        {
            agent.Send(FrameType.Invoke, next.Stream, next.Meta, next.Payload);
        }
    }
}
