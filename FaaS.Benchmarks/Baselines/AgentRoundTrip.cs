using System.Net.Sockets;
using System.Text;
using FaaS.Benchmarks.Docker;
using FaaS.Benchmarks.Load;
using FaaS.Protocol.Frames;
using FaaS.Protocol.Messages;

namespace FaaS.Benchmarks.Baselines;

/// <summary>
/// B4: the agent of a runtime in a container of its image, and one unix socket with nothing but frames on it. One
/// client, because a sandbox runs one call at a time.
/// </summary>
internal sealed class AgentRoundTrip : ICaller
{
    private readonly AgentContainer _container;
    private readonly Socket _agent;
    private readonly byte[] _buffer = new byte[64 * 1024];
    private ulong _stream;

    private AgentRoundTrip(AgentContainer container, Socket agent) => (_container, _agent) = (container, agent);

    public static async Task<AgentRoundTrip> StartAsync(
        DockerEngine docker, string image, Hello hello, CancellationToken cancellationToken)
    {
        var container = await AgentContainer.PrepareAsync(docker, image, hello, cancellationToken);
        using var door = AgentContainer.Listen(container.SocketPath);
        await container.StartAsync(cancellationToken);
        var trip = new AgentRoundTrip(container, await door.AcceptAsync(cancellationToken));
        await trip.InitialiseAsync(hello, cancellationToken);
        return trip;
    }

    public async ValueTask<string?> CallAsync(CancellationToken cancellationToken)
    {
        var meta = ProtocolMeta.Write(Hello.Invoke, ProtocolJson.Default.Invoke);
        return await AskAsync(Encode(FrameType.Invoke, meta, Hello.Payload), cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _agent.Dispose();
        await _container.DisposeAsync();
    }

    private async Task InitialiseAsync(Hello hello, CancellationToken cancellationToken)
    {
        await ReceiveAsync(cancellationToken);
        var welcome = Encode(
            FrameType.Welcome, ProtocolMeta.Write(new SandboxWelcome(1), ProtocolJson.Default.SandboxWelcome), []);
        await SendAsync(welcome, cancellationToken);

        var question = Encode(FrameType.Init, ProtocolMeta.Write(hello.Init, ProtocolJson.Default.SandboxInit), []);
        if (await AskAsync(question, cancellationToken) is { } error)
        {
            throw new InvalidDataException($"The agent could not load the function: {error}");
        }
    }

    private Memory<byte> Encode(FrameType type, ReadOnlySpan<byte> meta, ReadOnlySpan<byte> payload)
    {
        _stream += 2;
        var header = new FrameHeader(
            meta.Length + payload.Length, type, FrameFlags.None, (ushort)meta.Length,
            type == FrameType.Welcome ? 0 : _stream);
        header.Write(_buffer);
        meta.CopyTo(_buffer.AsSpan(FrameHeader.Size));
        payload.CopyTo(_buffer.AsSpan(FrameHeader.Size + meta.Length));
        return _buffer.AsMemory(0, FrameHeader.Size + header.BodyLength);
    }

    private async ValueTask<string?> AskAsync(ReadOnlyMemory<byte> question, CancellationToken cancellationToken)
    {
        await SendAsync(question, cancellationToken);
        FrameHeader answer;
        do
        {
            answer = await ReceiveAsync(cancellationToken);
        }
        while (answer.Type == FrameType.Log);

        return answer.Type == FrameType.Result
            ? null
            : Encoding.UTF8.GetString(_buffer, FrameHeader.Size, answer.BodyLength);
    }

    private async ValueTask SendAsync(ReadOnlyMemory<byte> frame, CancellationToken cancellationToken)
    {
        while (!frame.IsEmpty)
        {
            frame = frame[await _agent.SendAsync(frame, cancellationToken)..];
        }
    }

    private async ValueTask<FrameHeader> ReceiveAsync(CancellationToken cancellationToken)
    {
        var received = 0;
        while (received < FrameHeader.Size)
        {
            received += await ReceiveAsync(received, cancellationToken);
        }

        var header = FrameHeader.Read(_buffer, _buffer.Length - FrameHeader.Size);
        while (received < FrameHeader.Size + header.BodyLength)
        {
            received += await ReceiveAsync(received, cancellationToken);
        }

        return header;
    }

    private async ValueTask<int> ReceiveAsync(int offset, CancellationToken cancellationToken)
    {
        var received = await _agent.ReceiveAsync(_buffer.AsMemory(offset), cancellationToken);
        return received > 0 ? received : throw new IOException("The agent closed its socket.");
    }
}
