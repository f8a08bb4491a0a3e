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
    private const UnixFileMode OpenToAll = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private readonly DockerEngine _docker;
    private readonly string _container;
    private readonly DirectoryInfo _directory;
    private readonly Socket _agent;
    private readonly byte[] _buffer = new byte[64 * 1024];
    private ulong _stream;

    private AgentRoundTrip(DockerEngine docker, string container, DirectoryInfo directory, Socket agent)
        => (_docker, _container, _directory, _agent) = (docker, container, directory, agent);

    public static async Task<AgentRoundTrip> StartAsync(
        DockerEngine docker, string image, Hello hello, CancellationToken cancellationToken)
    {
        var directory = Directory.CreateTempSubdirectory("faas-bench-");
        File.SetUnixFileMode(directory.FullName, OpenToAll);
        var (run, code) = (directory.CreateSubdirectory("run"), directory.CreateSubdirectory("code"));
        var path = Path.Combine(code.FullName, hello.File);
        await File.WriteAllTextAsync(path, hello.Source, cancellationToken);

        using var door = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        var socket = Path.Combine(run.FullName, "agent.sock");
        door.Bind(new UnixDomainSocketEndPoint(socket));
        Array.ForEach([run.FullName, code.FullName, path, socket], entry => File.SetUnixFileMode(entry, OpenToAll));
        door.Listen(1);

        var mounts = new Dictionary<string, string> { ["/run/faas"] = run.FullName, ["/code"] = code.FullName };
        var container = await docker.CreateAsync(new(image) { Mounts = mounts }, cancellationToken);
        await docker.StartAsync(container, cancellationToken);
        var trip = new AgentRoundTrip(docker, container, directory, await door.AcceptAsync(cancellationToken));
        await trip.InitialiseAsync(hello, cancellationToken);
        return trip;
    }

    public async ValueTask<string?> CallAsync(CancellationToken cancellationToken)
    {
        var invoke = new Invoke(
            Guid.Empty, Guid.AllBitsSet, 1, 30_000, "application/json", new Dictionary<string, string>(), null);
        var meta = ProtocolMeta.Write(invoke, ProtocolJson.Default.Invoke);
        return await AskAsync(Encode(FrameType.Invoke, meta, Hello.Payload), cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _agent.Dispose();
        await _docker.RemoveAsync(_container, CancellationToken.None);
        _directory.Delete(recursive: true);
    }

    private async Task InitialiseAsync(Hello hello, CancellationToken cancellationToken)
    {
        await ReceiveAsync(cancellationToken);
        var welcome = Encode(
            FrameType.Welcome, ProtocolMeta.Write(new SandboxWelcome(1), ProtocolJson.Default.SandboxWelcome), []);
        await SendAsync(welcome, cancellationToken);

        var handler = new SandboxHandler(hello.File, hello.Handler);
        var init = new SandboxInit("hello", "1.0.0", 128, new Dictionary<string, string>(), handler, null);
        var question = Encode(FrameType.Init, ProtocolMeta.Write(init, ProtocolJson.Default.SandboxInit), []);
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
