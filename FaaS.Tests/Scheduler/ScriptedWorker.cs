using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using FaaS.Domain.Functions;
using FaaS.Domain.Invocations;
using FaaS.Protocol.Frames;
using FaaS.Protocol.Messages;

namespace FaaS.Tests.Scheduler;

/// <summary>Speaks the worker's side of the protocol over a real socket; a script takes the sandboxes' place.</summary>
internal sealed class ScriptedWorker : IFrameHandler, IAsyncDisposable
{
    private readonly Func<Invoke, string, CancellationToken, Task<WorkerReply>> _run;
    private readonly FrameConnection _connection;
    private readonly ConcurrentDictionary<ulong, CancellationTokenSource> _running = new();
    private readonly int _slots;
    private readonly string _log;
    private readonly CancellationTokenSource _stop = new();
    private Task _loops = Task.CompletedTask;

    private ScriptedWorker(
        Stream stream, int slots, string log, Func<Invoke, string, CancellationToken, Task<WorkerReply>> run)
    {
        _connection = new FrameConnection(stream, ConnectionSide.Dialled, TimeProvider.System);
        (_slots, _log, _run) = (slots, log, run);
    }

    public ConcurrentQueue<Invoke> Invocations { get; } = new();

    public int Running => _running.Count;

    public int MostRunning { get; private set; }

    public static async Task<ScriptedWorker> ConnectAsync(
        Uri dispatcher,
        string token,
        Func<Invoke, string, CancellationToken, Task<WorkerReply>> run,
        int slots = 32,
        string log = "")
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(dispatcher.Host, dispatcher.Port, cancellationToken);
        var stream = new NetworkStream(socket, ownsSocket: true);
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(
                $"GET /workers/connect HTTP/1.1\r\nHost: {dispatcher.Authority}\r\nConnection: Upgrade\r\n"
                + $"Upgrade: faas-frames\r\nAuthorization: Bearer {token}\r\n\r\n"),
            cancellationToken);
        await SkipHeadersAsync(stream, cancellationToken);

        var worker = new ScriptedWorker(stream, slots, log, run);
        worker.Start();
        return worker;
    }

    public void OnFrame(in Frame frame)
    {
        if (frame.Type == FrameType.Invoke)
        {
            var invoke = ProtocolMeta.Read(frame, ProtocolJson.Default.Invoke);
            Invocations.Enqueue(invoke);
            _ = RunAsync(frame.Stream, invoke, Encoding.UTF8.GetString(frame.Payload));
        }
        else if (frame.Type == FrameType.Cancel && _running.TryGetValue(frame.Stream, out var running))
        {
            running.Cancel();
        }
    }

    /// <summary>As if the machine had lost its power.</summary>
    public void Vanish()
    {
        _stop.Cancel();
        _connection.Abort(new IOException("Vanished."));
    }

    private static async Task SkipHeadersAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var headers = new List<byte>();
        var one = new byte[1];
        while (!headers.TakeLast(4).SequenceEqual("\r\n\r\n"u8.ToArray()))
        {
            await stream.ReadExactlyAsync(one, cancellationToken);
            headers.Add(one[0]);
        }

        Assert.StartsWith("HTTP/1.1 101", Encoding.ASCII.GetString([.. headers]), StringComparison.Ordinal);
    }

    private void Start()
    {
        var hello = new WorkerHello(
            1, $"worker-{Guid.CreateVersion7():n}", "host", _slots, 4096, 2, [Runtime.Python, Runtime.Nodejs]);
        _connection.Send(FrameType.Hello, 0, hello, ProtocolJson.Default.WorkerHello);
        _loops = Task.WhenAll(_connection.RunAsync(this, _stop.Token), BeatAsync());
    }

    private async Task BeatAsync()
    {
        var warm = new Dictionary<Guid, int>();
        while (!_stop.IsCancellationRequested)
        {
            var status = new WorkerStatus(WorkerState.Ready, Running, _slots, 0, 4096, warm, null);
            _connection.Send(FrameType.Ping, 0, status, ProtocolJson.Default.WorkerStatus);
            await Task.Delay(TimeSpan.FromMilliseconds(100), _stop.Token);
        }
    }

    private async Task RunAsync(ulong stream, Invoke invoke, string payload)
    {
        using var cancelled = new CancellationTokenSource();
        _running[stream] = cancelled;
        MostRunning = Math.Max(MostRunning, Running);
        WorkerReply reply;
        try
        {
            reply = await _run(invoke, payload, cancelled.Token);
        }
        catch (OperationCanceledException) when (cancelled.IsCancellationRequested)
        {
            reply = WorkerReply.Error(FailureKind.Cancelled);
        }

        _running.TryRemove(stream, out _);
        Answer(stream, reply);
    }

    private void Answer(ulong stream, WorkerReply reply)
    {
        if (_log.Length > 0)
        {
            _connection.Send(FrameType.Log, stream, default, Encoding.UTF8.GetBytes(_log));
        }

        var stats = StatsMeta.From(ExecutionStats.None with { Cold = true, Sandbox = "box", LogsSize = _log.Length });
        if (reply.Failure is { } kind)
        {
            var error = new ErrorMeta(kind, "ScriptedError", "It was told to fail.", stats);
            _connection.Send(FrameType.Error, stream, error, ProtocolJson.Default.ErrorMeta, reply.Body);
        }
        else
        {
            var result = new ResultMeta("application/json", stats);
            _connection.Send(FrameType.Result, stream, result, ProtocolJson.Default.ResultMeta, reply.Body);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Vanish();
        try
        {
            await _loops;
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // This is how both loops end.
        }

        await _connection.DisposeAsync();
        _stop.Dispose();
    }
}
