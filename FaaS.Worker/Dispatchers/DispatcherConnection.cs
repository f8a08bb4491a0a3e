using System.Collections.Concurrent;
using FaaS.Domain.Functions;
using FaaS.Protocol.Frames;
using FaaS.Protocol.Messages;
using FaaS.Worker.Code;
using FaaS.Worker.Execution;

namespace FaaS.Worker.Dispatchers;

/// <summary>One connection to one dispatcher, from <c>hello</c> to its end.</summary>
internal sealed class DispatcherConnection : IFrameHandler, ICodeSource
{
    private const int SilentHeartbeats = 5;

    private readonly FrameConnection _connection;
    private readonly ExecutionServices _services;
    private readonly WorkerStatusReport _report;
    private readonly Action<Welcome> _onWelcome;
    private readonly Action<string> _onDrain;
    private readonly RunningCalls _calls;
    private readonly ConcurrentDictionary<ulong, CodeTransfer> _transfers = new();
    private readonly TaskCompletionSource<Welcome> _welcomed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public DispatcherConnection(
        FrameConnection connection,
        ExecutionServices services,
        WorkerStatusReport report,
        Action<Welcome> onWelcome,
        Action<string> onDrain)
    {
        _connection = connection;
        _services = services;
        _report = report;
        _onWelcome = onWelcome;
        _onDrain = onDrain;
        _calls = new RunningCalls(services, connection, this);
    }

    /// <summary>Somebody at the other end waits for an answer that is not out yet.</summary>
    public bool OwesAnswers => !_calls.AreAllAnswered || !_connection.HasSentAll;

    public bool IsGone => _connection.Closed.IsCancellationRequested;

    /// <summary>Joins, serves, and ends when either side closes; then kills what nobody waits for any more.</summary>
    /// <exception cref="IOException">The connection broke, or the dispatcher fell silent.</exception>
    /// <exception cref="FrameException">The dispatcher broke the protocol.</exception>
    public async Task RunAsync(TimeSpan joinTimeout, CancellationToken cancellationToken)
    {
        var reading = _connection.RunAsync(this, cancellationToken);
        try
        {
            _connection.Send(FrameType.Hello, 0, _report.Hello(), ProtocolJson.Default.WorkerHello);
            var welcomed = _welcomed.Task.WaitAsync(joinTimeout, _services.TimeProvider, cancellationToken);
            if (await Task.WhenAny(welcomed, reading) == welcomed)
            {
                var welcome = await welcomed;
                await BeatAsync(TimeSpan.FromMilliseconds(Math.Clamp(welcome.HeartbeatMs, 50, 60_000)), reading);
            }
        }
        catch (TimeoutException exception)
        {
            _connection.Abort(new IOException("The dispatcher did not welcome this worker in time.", exception));
        }
        finally
        {
            // What it has received already still begins, and all of that is to be killed.
            _connection.Abort(new IOException("The connection is over."));
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _calls.CancelAll();
            foreach (var transfer in _transfers.Values)
            {
                transfer.Fail("The dispatcher is gone.");
            }
        }

        await reading;
    }

    public void SayGoodbye(string reason)
        => _connection.Send(FrameType.Goodbye, 0, new Goodbye(reason), ProtocolJson.Default.Goodbye);

    public async Task FetchAsync(CodeDigest digest, Stream destination, CancellationToken cancellationToken)
    {
        var stream = _connection.NextStream();
        var transfer = new CodeTransfer(destination);
        _transfers[stream] = transfer;
        try
        {
            if (!_connection.Send(
                FrameType.Fetch, stream, new FetchCode(digest.Value), ProtocolJson.Default.FetchCode))
            {
                throw new CodeException("The dispatcher is gone.");
            }

            await transfer.Completed.WaitAsync(cancellationToken);
        }
        finally
        {
            _transfers.TryRemove(stream, out _);
        }
    }

    public void OnFrame(in Frame frame)
    {
        switch (frame.Type)
        {
            case FrameType.Invoke:
                _calls.Invoke(frame);
                break;
            case FrameType.Load:
                _services.Pools.Load(ProtocolMeta.Read(frame, ProtocolJson.Default.LoadFunction).ToSpec());
                break;
            case FrameType.Init:
                _calls.Init(frame);
                break;
            case FrameType.Cancel:
                _calls.Cancel(frame.Stream);
                break;
            case FrameType.Kept:
                _calls.Kept(frame);
                break;
            case FrameType.Chunk or FrameType.Error:
                OnTransfer(frame);
                break;
            case FrameType.Welcome:
                var welcome = ProtocolMeta.Read(frame, ProtocolJson.Default.Welcome);
                _calls.AreCheckpointsKept = welcome.Checkpoints;
                _onWelcome(welcome);
                _welcomed.TrySetResult(welcome);
                break;
            case FrameType.Evict:
                _services.Pools.Evict(ProtocolMeta.Read(frame, ProtocolJson.Default.Evict).VersionIds);
                break;
            case FrameType.Drain:
                _onDrain(ProtocolMeta.Read(frame, ProtocolJson.Default.Drain).Reason);
                break;
            case FrameType.Pong or FrameType.Goodbye:
                // A dispatcher that leaves closes when its last answer is there.
                break;
            default:
                throw new FrameException($"A dispatcher may not send a {frame.Type}.");
        }
    }

    private void OnTransfer(in Frame frame)
    {
        // Not there: given up on meanwhile, and the rest of it is still coming.
        if (!_transfers.TryGetValue(frame.Stream, out var transfer))
        {
            return;
        }

        if (frame.Type is FrameType.Error)
        {
            transfer.Fail(ProtocolMeta.Read(frame, ProtocolJson.Default.ErrorMeta).Message);
        }
        else if (transfer.Add(frame))
        {
            _transfers.TryRemove(frame.Stream, out _);
        }
    }

    private async Task BeatAsync(TimeSpan interval, Task reading)
    {
        using var timer = new PeriodicTimer(interval, _services.TimeProvider);
        do
        {
            if (_connection.SilentFor > SilentHeartbeats * interval)
            {
                _connection.Abort(new IOException("The dispatcher has fallen silent."));
                return;
            }

            _connection.Send(FrameType.Ping, 0, _report.Status(_calls), ProtocolJson.Default.WorkerStatus);
        }
        while (await Task.WhenAny(reading, timer.WaitForNextTickAsync().AsTask()) != reading);
    }
}
