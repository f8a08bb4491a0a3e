using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using FaaS.Domain.Functions;
using FaaS.Protocol.Frames;
using FaaS.Protocol.Messages;

namespace FaaS.Tests.Infrastructure.Workers;

/// <summary>The worker's end of a connection, over real HTTP: it answers what a test makes it answer.</summary>
internal sealed class FakeWorker : IFrameHandler, IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Heartbeat = TimeSpan.FromMilliseconds(50);

    private readonly FrameConnection _connection;
    private readonly Func<FakeCall, Task> _serve;
    private readonly ConcurrentDictionary<ulong, FakeCall> _calls = new();
    private readonly ConcurrentDictionary<ulong, FakeFetch> _fetches = new();
    private readonly TaskCompletionSource<Goodbye> _goodbye = new();
    private readonly CancellationTokenSource _stopped = new();
    private Task _running = Task.CompletedTask;
    private Action _report = () => { };

    private FakeWorker(Stream stream, string id, Func<FakeCall, Task>? serve)
    {
        _connection = new FrameConnection(stream, ConnectionSide.Dialled, TimeProvider.System);
        _serve = serve ?? EchoAsync;
        Id = id;
    }

    public string Id { get; }

    public ConcurrentQueue<Welcome> Welcomes { get; } = new();

    public ConcurrentQueue<LoadFunction> Loads { get; } = new();

    public ConcurrentQueue<FakeCall> Calls { get; } = new();

    /// <summary>Versions of which it was asked to let go of what is idle.</summary>
    public ConcurrentQueue<Guid> Evicted { get; } = new();

    /// <summary>Versions that it says it does not know, once each.</summary>
    public ConcurrentDictionary<Guid, bool> Forgotten { get; } = new();

    public CancellationToken Closed => _connection.Closed;

    /// <summary>For how long nothing has come from the dispatcher.</summary>
    public TimeSpan SilentFor => _connection.SilentFor;

    public Task<Goodbye> Goodbye => _goodbye.Task.WaitAsync(Limit);

    /// <summary>Connects, says hello and reports that it is ready.</summary>
    public static async Task<FakeWorker> JoinAsync(
        Uri dispatcher, string id, int slots = 8, Func<FakeCall, Task>? serve = null)
    {
        var worker = await ConnectAsync(dispatcher, id, serve);
        worker.SayHello(slots);
        worker.Report(WorkerState.Ready, slots);
        await Eventually.TrueAsync(
            () => Task.FromResult(!worker.Welcomes.IsEmpty), $"the dispatcher to welcome {id}");
        return worker;
    }

    /// <summary>Connects and says nothing.</summary>
    public static async Task<FakeWorker> ConnectAsync(
        Uri dispatcher, string id, Func<FakeCall, Task>? serve = null)
    {
        var (stream, status) = await UpgradeAsync(dispatcher, TestDispatcher.JoinToken);
        Assert.Equal("HTTP/1.1 101 Switching Protocols", status);
        var worker = new FakeWorker(stream, id, serve);
        worker._running = Task.WhenAll(worker.ReadAsync(), worker.BeatAsync());
        return worker;
    }

    /// <summary>Asks to be let in, and returns the stream and the first line of the answer.</summary>
    public static async Task<(Stream Stream, string Status)> UpgradeAsync(Uri dispatcher, string token)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(dispatcher.Host, dispatcher.Port);
        var stream = new NetworkStream(socket, ownsSocket: true);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"GET /workers/connect HTTP/1.1\r\nHost: {dispatcher.Authority}\r\nConnection: Upgrade\r\n"
            + $"Upgrade: faas-frames\r\nAuthorization: Bearer {token}\r\n\r\n"));

        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await stream.ReadExactlyAsync(one);
            head.Append((char)one[0]);
        }

        return (stream, head.ToString().Split("\r\n")[0]);
    }

    public void SayHello(int slots, int protocol = ProtocolMeta.Version)
        => _connection.Send(
            FrameType.Hello,
            0,
            new(protocol, Id, "host", slots, 16 * 1024, 2, [Runtime.Python, Runtime.Nodejs, Runtime.Go]),
            ProtocolJson.Default.WorkerHello);

    /// <summary>Says so now and with every heartbeat from now on.</summary>
    public void Report(WorkerState state, int slots, Guid? warm = null)
    {
        Dictionary<Guid, int> sandboxes = warm is { } version ? new() { [version] = 1 } : [];
        var status = new WorkerStatus(state, 0, slots, 0, 16 * 1024, sandboxes, null);
        _report = () => _connection.Send(FrameType.Ping, 0, status, ProtocolJson.Default.WorkerStatus);
        _report();
    }

    /// <summary>Says whatever it is told, with every heartbeat from now on.</summary>
    public void ReportWith(Func<WorkerStatus> status)
    {
        _report = () => _connection.Send(FrameType.Ping, 0, status(), ProtocolJson.Default.WorkerStatus);
        _report();
    }

    /// <summary>Hangs: the connection stays, and nothing comes any more.</summary>
    public void FallSilent() => _report = () => { };

    public void SayGoodbye() => _connection.Send(FrameType.Goodbye, 0, new("bye"), ProtocolJson.Default.Goodbye);

    public void Send(FrameType type, ulong stream, ReadOnlySpan<byte> meta) => _connection.Send(type, stream, meta);

    /// <summary>The connection breaks, as when the machine is gone.</summary>
    public void Crash() => _connection.Abort(new IOException("crash"));

    public async Task<FakeFetch> FetchAsync(string digest)
    {
        var stream = _connection.NextStream();
        var fetch = _fetches[stream] = new FakeFetch();
        _connection.Send(FrameType.Fetch, stream, new(digest), ProtocolJson.Default.FetchCode);
        await fetch.Ended.WaitAsync(Limit);
        return fetch;
    }

    public void OnFrame(in Frame frame)
    {
        switch (frame.Type)
        {
            case FrameType.Welcome:
                Welcomes.Enqueue(ProtocolMeta.Read(frame, ProtocolJson.Default.Welcome));
                break;
            case FrameType.Load:
                Loads.Enqueue(ProtocolMeta.Read(frame, ProtocolJson.Default.LoadFunction));
                break;
            case FrameType.Invoke:
                var invoke = ProtocolMeta.Read(frame, ProtocolJson.Default.Invoke);
                Start(new(_connection, frame.Stream, invoke, frame.Payload));
                break;
            case FrameType.Evict:
                Array.ForEach([.. ProtocolMeta.Read(frame, ProtocolJson.Default.Evict).VersionIds], Evicted.Enqueue);
                break;
            case FrameType.Init:
                new FakeCall(_connection, frame.Stream, null, default).Succeed([], null);
                break;
            case FrameType.Kept:
                _calls[frame.Stream].OnKept(frame);
                break;
            case FrameType.Cancel:
                _calls[frame.Stream].MarkCancelled();
                break;
            case FrameType.Chunk or FrameType.Error:
                _fetches[frame.Stream].OnFrame(frame);
                break;
            case FrameType.Goodbye:
                _goodbye.TrySetResult(ProtocolMeta.Read(frame, ProtocolJson.Default.Goodbye));
                break;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopped.CancelAsync();
        await _connection.DisposeAsync();
        await _running;
        _stopped.Dispose();
    }

    private void Start(FakeCall call)
    {
        if (call.Invoke is { } invoke && Forgotten.TryRemove(invoke.VersionId, out _))
        {
            call.Fail(FaaS.Domain.Invocations.FailureKind.NotLoaded);
            return;
        }

        _calls[call.Stream] = call;
        Calls.Enqueue(call);
        _ = _serve(call);
    }

    private static Task EchoAsync(FakeCall call)
    {
        call.Succeed(call.Payload, call.Invoke?.ContentType);
        return Task.CompletedTask;
    }

    private async Task BeatAsync()
    {
        using var timer = new PeriodicTimer(Heartbeat);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopped.Token))
            {
                _report();
            }
        }
        catch (OperationCanceledException)
        {
            // The test has ended.
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            await _connection.RunAsync(this, CancellationToken.None);
        }
        catch (IOException)
        {
            // Either side may end it at any time.
        }
    }
}
