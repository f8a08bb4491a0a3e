using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using FaaS.Protocol.Frames;
using FaaS.Protocol.Messages;
using FaaS.Tests.Infrastructure;
using FaaS.Tests.Infrastructure.Stores;
using FaaS.Tests.Protocol;

namespace FaaS.Tests.RuntimeImages;

/// <summary>
/// A container of a runtime image, confined as a worker confines it, and the worker's end of its socket.
/// </summary>
internal sealed class AgentSandbox : IAsyncDisposable
{
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);

    private readonly string _directory;
    private readonly string _container;
    private readonly FrameConnection _connection;
    private readonly RecordingHandler _frames = new();

    private AgentSandbox(string directory, string container, Stream stream)
    {
        _directory = directory;
        _container = container;
        _connection = new FrameConnection(
            stream, ConnectionSide.Accepted, TimeProvider.System, FrameLimits.MaxBuildBodyBytes);
        Closed = _connection.RunAsync(_frames, CancellationToken.None);
    }

    public SandboxHello Hello { get; private set; } = null!;

    /// <summary>The checkpoints of the invocation, and what else its function has asked for.</summary>
    public FakeKeeper Keeper { get; } = new();

    /// <summary>Completes when the agent has closed the connection.</summary>
    public Task Closed { get; }

    /// <summary>Of the last answer, with what the platform's own record of it leaves out.</summary>
    public JsonElement LastMeta { get; private set; }

    public static async Task<AgentSandbox> StartAsync(string image, bool keepsCheckpoints = true)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var reference = await BuiltImages.EnsureAsync(image, cancellationToken);
        var directory = Directory.CreateTempSubdirectory("faas-agent-").FullName;
        var (run, code) = (Path.Combine(directory, "run"), Path.Combine(directory, "code"));
        Directory.CreateDirectory(run, Readable);
        Directory.CreateDirectory(code, Readable);

        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        var socket = Path.Combine(run, "agent.sock");
        listener.Bind(new UnixDomainSocketEndPoint(socket));
        File.SetUnixFileMode(socket, Readable | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite);
        listener.Listen(1);

        var container = await Commands.RunAsync(
            cancellationToken,
            ["docker", "run", "--detach", "--rm", "--read-only", "--tmpfs", "/tmp", "--network", "none",
                "--cap-drop", "ALL", "--security-opt", "no-new-privileges",
                "--security-opt", $"seccomp={BuiltImages.SeccompProfile}", "--user", "10001:10001",
                "--memory", "1g", "--pids-limit", "256", "--log-driver", "none",
                "--volume", $"{run}:/run/faas:ro", "--volume", $"{code}:/code:ro", reference]);
        var accepted = await listener.AcceptAsync(cancellationToken).AsTask().WaitAsync(StartLimit, cancellationToken);
        var sandbox = new AgentSandbox(directory, container, new NetworkStream(accepted, ownsSocket: true));
        await sandbox.WelcomeAsync(keepsCheckpoints, cancellationToken);
        return sandbox;
    }

    /// <summary>Starts a container and makes it a function whose handler is in <paramref name="source"/>.</summary>
    public static async Task<AgentSandbox> LoadAsync(
        string image, string file, string source, string function = "handler", bool keepsCheckpoints = true)
    {
        var sandbox = await StartAsync(image, keepsCheckpoints);
        sandbox.WriteCode(file, source);
        (await sandbox.InitHandlerAsync(file, function)).Succeeded();
        return sandbox;
    }

    public void WriteCode(string file, string content) => WriteCode(file, Encoding.UTF8.GetBytes(content));

    public void WriteCode(string file, byte[] content)
    {
        var path = Path.Combine(_directory, "code", file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!, Readable);
        File.WriteAllBytes(path, content);
        File.SetUnixFileMode(path, Readable);
    }

    public Task<AgentAnswer> InitHandlerAsync(string file, string function)
        => InitAsync(new SandboxHandler(file, function), null);

    public Task<AgentAnswer> InitProgramAsync(params string[] program) => InitAsync(null, program);

    public Task<AgentAnswer> InvokeAsync(string payload = "", string? contentType = "application/json")
        => InvokeAsync(Encoding.UTF8.GetBytes(payload), contentType);

    public Task<AgentAnswer> InvokeAsync(byte[] payload, string? contentType)
    {
        var headers = new Dictionary<string, string> { ["x-color"] = "blue" };
        var meta = new Invoke(Guid.Empty, Guid.AllBitsSet, 2, 30_000, contentType, headers, null);
        var stream = _connection.NextStream();
        _connection.Send(FrameType.Invoke, stream, meta, ProtocolJson.Default.Invoke, payload);
        return AnswerAsync(stream);
    }

    public async Task<ReceivedFrame> PingAsync()
    {
        _connection.Send(FrameType.Ping, 0);
        return await _frames.NextAsync(TestContext.Current.CancellationToken);
    }

    public async Task CloseConnectionAsync() => await _connection.DisposeAsync();

    public async Task<bool> IsGoneAsync()
    {
        var found = await Commands.RunAsync(
            TestContext.Current.CancellationToken, "docker", "ps", "--quiet", "--filter", $"id={_container}");
        return found == "";
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        await Closed.ContinueWith(_ => { }, TaskScheduler.Default);
        if (!await IsGoneAsync())
        {
            await Commands.RunAsync(CancellationToken.None, "sh", "-c", $"docker rm -f {_container} || true");
        }

        Directory.Delete(_directory, recursive: true);
    }

    private async Task WelcomeAsync(bool keepsCheckpoints, CancellationToken cancellationToken)
    {
        var hello = await _frames.NextAsync(cancellationToken);
        Assert.Equal(FrameType.Hello, hello.Type);
        Hello = AgentMeta.Read(hello.Meta, ProtocolJson.Default.SandboxHello);
        _connection.Send(
            FrameType.Welcome, 0, new SandboxWelcome(1, keepsCheckpoints), ProtocolJson.Default.SandboxWelcome);
    }

    private Task<AgentAnswer> InitAsync(SandboxHandler? handler, string[]? program)
    {
        var environment = new Dictionary<string, string> { ["COLOR"] = "blue" };
        var meta = new SandboxInit("hello", "1.2.3", 128, environment, handler, program);
        var stream = _connection.NextStream();
        _connection.Send(FrameType.Init, stream, meta, ProtocolJson.Default.SandboxInit);
        return AnswerAsync(stream);
    }

    private async Task<AgentAnswer> AnswerAsync(ulong stream)
    {
        using var logs = new MemoryStream();
        while (true)
        {
            var frame = await _frames.NextAsync(TestContext.Current.CancellationToken);
            Assert.Equal(stream, frame.Stream);
            if (frame.Type is not (FrameType.Result or FrameType.Error))
            {
                Take(frame, logs);
                continue;
            }

            LastMeta = frame.Meta.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(frame.Meta);
            var text = Encoding.UTF8.GetString(logs.ToArray());
            return frame.Type == FrameType.Result
                ? new(AgentMeta.Read(frame.Meta, ProtocolJson.Default.SandboxResult), null, frame.Payload, text)
                : new(null, AgentMeta.Read(frame.Meta, ProtocolJson.Default.SandboxError), frame.Payload, text);
        }
    }

    private void Take(ReceivedFrame frame, MemoryStream logs)
    {
        if (frame.Type == FrameType.Log)
        {
            logs.Write(frame.Payload);
            return;
        }

        if (Keeper.Take(frame, Encoding.UTF8.GetString(logs.ToArray())) is var (meta, content))
        {
            _connection.Send(FrameType.Kept, frame.Stream, meta, ProtocolJson.Default.KeptMeta, content);
        }
    }
}
