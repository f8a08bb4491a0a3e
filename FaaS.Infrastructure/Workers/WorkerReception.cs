using FaaS.Infrastructure.Dispatch;
using FaaS.Infrastructure.Objects;
using FaaS.Protocol.Frames;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FaaS.Infrastructure.Workers;

/// <summary>Takes care of a worker's connection from its first byte to its last.</summary>
internal sealed partial class WorkerReception(
    WorkerDirectory workers,
    WorkerPlacement placement,
    DispatcherPeers peers,
    ICodeStore store,
    IAttemptKeeper keeper,
    IOptions<WorkersOptions> options,
    TimeProvider timeProvider,
    ILogger<WorkerReception> logger)
{
    private static readonly TimeSpan DrainPoll = TimeSpan.FromMilliseconds(50);

    /// <param name="stopping">This process is about to end: what runs may finish, nothing new is sent.</param>
    /// <param name="aborted">The connection has to go now.</param>
    /// <returns>Whether the worker is still there to read what has been sent last.</returns>
    public async Task<bool> ReceiveAsync(Stream stream, CancellationToken stopping, CancellationToken aborted)
    {
        await using var connection = new FrameConnection(stream, ConnectionSide.Accepted, timeProvider);
        var uploads = new CodeUploads(connection, store, logger);
        var attempts = new AttemptDesk(connection, keeper, logger);
        var session = new WorkerSession(
            connection, uploads, attempts, workers, placement, peers, options.Value, timeProvider);

        await using var deadline = timeProvider.CreateTimer(
            _ => AbortSilent(session, connection), null, options.Value.DeadAfter, Timeout.InfiniteTimeSpan);
        await using var leaving = stopping.UnsafeRegister(_ => _ = LeaveAsync(session, connection, aborted), null);

        var reason = await RunAsync(session, connection, aborted);
        if (session.Channel is { } channel)
        {
            workers.Leave(channel);
            channel.Calls.Lose(reason, channel.IsLeaving);
            Log.Left(logger, channel.WorkerId, reason);
        }

        return connection.SilentFor < options.Value.DeadAfter;
    }

    /// <summary>Returns why the connection ended.</summary>
    private async Task<string> RunAsync(
        WorkerSession session, FrameConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            await connection.RunAsync(session, cancellationToken);
            return "It has closed the connection.";
        }
        catch (FrameException exception)
        {
            Log.BrokeProtocol(logger, exception, session.Channel?.WorkerId);
            return "It broke the protocol.";
        }
        catch (IOException exception)
        {
            return exception.InnerException?.Message ?? exception.Message;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return "The connection was aborted.";
        }
#pragma warning disable CA1031 // A connection is a boundary: what one worker sends must not end anything else.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.BrokeProtocol(logger, exception, session.Channel?.WorkerId);
            return "It sent what cannot be handled.";
        }
    }

    private static void AbortSilent(WorkerSession session, FrameConnection connection)
    {
        if (session.Channel is null)
        {
            connection.Abort(new IOException("It did not say hello in time."));
        }
    }

    private async Task LeaveAsync(WorkerSession session, FrameConnection connection, CancellationToken aborted)
    {
        session.Channel?.SayGoodbye("This dispatcher is stopping.");
        var leftAt = timeProvider.GetTimestamp();
        while (session.Channel is { Calls.Count: > 0 }
            && timeProvider.GetElapsedTime(leftAt) < options.Value.Drain
            && !aborted.IsCancellationRequested)
        {
            await Task.Delay(DrainPoll, timeProvider, CancellationToken.None);
        }

        connection.Abort(new IOException("This dispatcher has stopped."));
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Worker {WorkerId} has left: {Reason}")]
        public static partial void Left(ILogger logger, string workerId, string reason);

        [LoggerMessage(LogLevel.Error, "Worker {WorkerId} broke the protocol; its connection is closed.")]
        public static partial void BrokeProtocol(ILogger logger, Exception exception, string? workerId);
    }
}
