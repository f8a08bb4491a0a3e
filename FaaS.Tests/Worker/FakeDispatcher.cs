using System.Collections.Concurrent;
using FaaS.Domain.Functions;
using FaaS.Protocol.Frames;
using FaaS.Protocol.Messages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FaaS.Tests.Worker;

/// <summary>The other end of a worker's connection, over real HTTP: says only what a test makes it say.</summary>
internal sealed class FakeDispatcher : IFrameHandler, IAsyncDisposable
{
    public const string JoinToken = "token of the test";

    // Five of them in silence end a connection, and the machine may be busy for longer than a second.
    private const int HeartbeatMs = 500;

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<ulong, PendingAnswer> _pending = new();
    private readonly ConcurrentDictionary<string, byte[]> _code = new();
    private readonly ConcurrentDictionary<Guid, FunctionSpec> _loaded = new();
    private volatile TaskCompletionSource<FrameConnection> _joined = NewJoin();
    private readonly TaskCompletionSource _goodbye = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile FrameConnection? _connection;
    private volatile TaskCompletionSource<WorkerStatus> _nextStatus = new();

    private FakeDispatcher(WebApplication app) => _app = app;

    public string Url => _app.Urls.Single();

    public string Id { get; } = $"{Guid.CreateVersion7()}";

    public WorkerHello? Hello { get; private set; }

    public int Fetches { get; private set; }

    public bool KeepsCheckpoints { get; set; } = true;

    /// <summary>The worker wants nothing new.</summary>
    public Task SaidGoodbye => _goodbye.Task;

    public Func<IReadOnlyList<DispatcherPeer>>? Peers { get; set; }

    public static async Task<FakeDispatcher> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var dispatcher = new FakeDispatcher(app);
        app.Run(dispatcher.AcceptAsync);
        await app.StartAsync();
        return dispatcher;
    }

    public Task<FrameConnection> JoinedAsync() => _joined.Task.WaitAsync(TimeSpan.FromSeconds(20));

    public async Task<WorkerStatus> StatusAsync(Func<WorkerStatus, bool> wanted)
    {
        WorkerStatus? last = null;
        for (var tries = 0; tries < 150; tries++)
        {
            last = await _nextStatus.Task.WaitAsync(TimeSpan.FromSeconds(10));
            if (wanted(last))
            {
                return last;
            }
        }

        throw new TimeoutException($"The worker never said what was wanted; its last word was {last}.");
    }

    public FunctionSpec Add(FunctionSpec spec, byte[] code)
    {
        _code[spec.CodeDigest.Value] = code;
        return spec;
    }

    public async Task<PendingAnswer> StartInvokeAsync(
        FunctionSpec spec, byte[] payload, string? contentType = null, TimeSpan? timeout = null)
        => Invoke(await LoadAsync(spec), spec, payload, contentType, timeout);

    public async Task<Answer> InvokeWithoutLoadAsync(FunctionSpec spec)
        => await Invoke(await JoinedAsync(), spec, [], null, null).Answer.WaitAsync(TimeSpan.FromSeconds(90));

    private PendingAnswer Invoke(
        FrameConnection connection, FunctionSpec spec, byte[] payload, string? contentType, TimeSpan? timeout)
    {
        var pending = Open(connection);
        var invoke = new Invoke(
            spec.VersionId,
            pending.InvocationId,
            1,
            (int)(timeout ?? spec.Timeout).TotalMilliseconds,
            contentType,
            new Dictionary<string, string> { ["x-test"] = "1" },
            null);
        connection.Send(FrameType.Invoke, pending.Stream, invoke, ProtocolJson.Default.Invoke, payload);
        return pending;
    }

    public async Task<Answer> InvokeAsync(
        FunctionSpec spec, byte[]? payload = null, string? contentType = null, TimeSpan? timeout = null)
        => await (await StartInvokeAsync(spec, payload ?? [], contentType, timeout)).Answer
            .WaitAsync(TimeSpan.FromSeconds(90));

    public async Task<Answer> InitAsync(FunctionSpec spec)
    {
        var connection = await LoadAsync(spec);
        var pending = Open(connection);
        connection.Send(
            FrameType.Init, pending.Stream, new InitFunction(spec.VersionId), ProtocolJson.Default.InitFunction);
        return await pending.Answer.WaitAsync(TimeSpan.FromSeconds(90));
    }

    public async Task CancelAsync(PendingAnswer pending)
        => (await JoinedAsync()).Send(FrameType.Cancel, pending.Stream);

    public async Task DropAsync() => (await ForgetAsync()).Abort(new IOException("The test wants it so."));

    /// <summary>Expects the worker to join anew.</summary>
    public async Task<FrameConnection> ForgetAsync()
    {
        var connection = await JoinedAsync();
        _joined = NewJoin();
        _loaded.Clear();
        return connection;
    }

    /// <summary>All at once: a worker that was told may be gone before it can be told again.</summary>
    public async Task DrainAsync(int times)
    {
        var connection = await JoinedAsync();
        for (var time = 0; time < times; time++)
        {
            connection.Send(FrameType.Drain, 0, new("The test wants it so."), ProtocolJson.Default.Drain);
        }
    }

    public async Task EvictAsync(FunctionSpec spec)
        => (await JoinedAsync()).Send(FrameType.Evict, 0, new([spec.VersionId]), ProtocolJson.Default.Evict);

    public async Task TellPeersAsync(params DispatcherPeer[] peers)
    {
        Peers = () => peers;
        Welcome(await JoinedAsync());
    }

    public void OnFrame(in Frame frame)
    {
        switch (frame.Type)
        {
            case FrameType.Hello:
                Hello = ProtocolMeta.Read(frame, ProtocolJson.Default.WorkerHello);
                break;
            case FrameType.Ping:
                var status = ProtocolMeta.Read(frame, ProtocolJson.Default.WorkerStatus);
                Interlocked.Exchange(ref _nextStatus, new()).TrySetResult(status);
                _connection?.Send(FrameType.Pong, 0);
                break;
            case FrameType.Fetch:
                Serve(frame.Stream, ProtocolMeta.Read(frame, ProtocolJson.Default.FetchCode).CodeDigest);
                break;
            case FrameType.Checkpoint or FrameType.Recall:
                _pending[frame.Stream].Add(frame);
                _connection?.Send(FrameType.Kept, frame.Stream);
                break;
            case FrameType.Log or FrameType.Result or FrameType.Error or FrameType.Progress:
                _pending[frame.Stream].Add(frame);
                break;
            case FrameType.Goodbye:
                _goodbye.TrySetResult();
                break;
            default:
                break;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }

    private static TaskCompletionSource<FrameConnection> NewJoin()
        => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task<FrameConnection> LoadAsync(FunctionSpec spec)
    {
        var connection = await JoinedAsync();
        if (_loaded.TryAdd(spec.VersionId, spec))
        {
            connection.Send(FrameType.Load, 0, LoadFunction.From(spec), ProtocolJson.Default.LoadFunction);
        }

        return connection;
    }

    private PendingAnswer Open(FrameConnection connection)
    {
        var pending = new PendingAnswer { Connection = connection, Stream = connection.NextStream() };
        _pending[pending.Stream] = pending;
        return pending;
    }

    private void Serve(ulong stream, string digest)
    {
        Fetches++;
        var code = _code[digest];
        for (var start = 0; start <= code.Length; start += FrameLimits.MaxChunkBytes)
        {
            var length = Math.Min(FrameLimits.MaxChunkBytes, code.Length - start);
            var flags = start + length == code.Length ? FrameFlags.End : FrameFlags.None;
            _connection?.Send(FrameType.Chunk, stream, payload: code.AsSpan(start, length), flags: flags);
        }
    }

    private void Welcome(FrameConnection connection)
    {
        var welcome = new Welcome(ProtocolMeta.Version, Id, HeartbeatMs, Peers?.Invoke() ?? [], KeepsCheckpoints);
        connection.Send(FrameType.Welcome, 0, welcome, ProtocolJson.Default.Welcome);
    }

    private async Task AcceptAsync(HttpContext context)
    {
        if (context.Request.Headers.Authorization != $"Bearer {JoinToken}")
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        context.Response.Headers.Upgrade = "faas-frames";
        var stream = await context.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();
        await using var connection = new FrameConnection(stream, ConnectionSide.Accepted, TimeProvider.System);
        Welcome(connection);
        _connection = connection;
        _joined.TrySetResult(connection);
        try
        {
            await connection.RunAsync(this, CancellationToken.None);
        }
        catch (IOException)
        {
            // The worker or the test ended it.
        }

        Left(connection);
    }

    // Nobody answers any more what was asked over it; the worker joins anew by itself.
    private void Left(FrameConnection connection)
    {
        if (_joined.Task is { IsCompletedSuccessfully: true } joined && joined.GetAwaiter().GetResult() == connection)
        {
            _joined = NewJoin();
            _loaded.Clear();
        }

        foreach (var pending in _pending.Values.Where(pending => pending.Connection == connection))
        {
            pending.Fail(new IOException("The worker's connection ended before it answered."));
        }
    }
}
