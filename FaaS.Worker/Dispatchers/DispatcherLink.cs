using FaaS.Protocol.Frames;
using FaaS.Protocol.Messages;
using FaaS.Worker.Execution;
using Microsoft.Extensions.Options;

namespace FaaS.Worker.Dispatchers;

/// <summary>Keeps one connection to one address, for as long as it is wanted.</summary>
internal sealed partial class DispatcherLink(
    Uri address,
    DispatcherDialer dialer,
    ExecutionServices services,
    WorkerStatusReport report,
    IOptions<DispatcherOptions> options,
    ILogger<DispatcherLink> logger)
{
    private readonly DispatcherOptions _options = options.Value;
    private volatile DispatcherConnection? _connection;

    public Uri Address => address;

    /// <summary>Who is at the other end. Null: nobody now.</summary>
    public string? DispatcherId { get; private set; }

    /// <summary>An answer to this dispatcher is not out yet.</summary>
    public bool OwesAnswers => _connection?.OwesAnswers ?? false;

    public async Task RunAsync(IDispatcherListener listener, CancellationToken cancellationToken)
    {
        var delay = _options.MinReconnectDelay;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await ConnectAsync(listener, cancellationToken);
                Log.Closed(logger, address);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is IOException or FrameException or OperationCanceledException)
            {
                Log.Lost(logger, address, exception.InnerException is { } inner
                    ? $"{exception.Message} {inner.Message}"
                    : exception.Message);
            }
#pragma warning disable CA1031 // A connection is a boundary: a bug behind one frame must not end the reconnecting.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Log.Failed(logger, address, exception);
            }

            if (DispatcherId is not null)
            {
                delay = _options.MinReconnectDelay;
                DispatcherId = null;
                listener.OnLost(this);
            }

            // All workers lose a dispatcher at the same moment; they come back one by one.
            var jittered = delay * (0.5 + Random.Shared.NextDouble());
            delay = TimeSpan.FromTicks(Math.Min(2 * delay.Ticks, _options.MaxReconnectDelay.Ticks));
            await Task.Delay(jittered, services.TimeProvider, cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public void SayGoodbye(string reason) => _connection?.SayGoodbye(reason);

    private async Task ConnectAsync(IDispatcherListener listener, CancellationToken cancellationToken)
    {
        Stream stream;
        using (var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken))
        {
            limit.CancelAfter(_options.JoinTimeout);
            stream = await dialer.DialAsync(address, limit.Token);
        }

        await using var frames = new FrameConnection(stream, ConnectionSide.Dialled, services.TimeProvider);
        var connection = new DispatcherConnection(
            frames, services, report, welcome => OnWelcome(welcome, listener), listener.OnDrain);
        _connection = connection;
        try
        {
            await connection.RunAsync(_options.JoinTimeout, cancellationToken);
        }
        finally
        {
            _connection = null;
        }
    }

    private void OnWelcome(Welcome welcome, IDispatcherListener listener)
    {
        if (DispatcherId is null)
        {
            Log.Joined(logger, welcome.DispatcherId, address);
        }

        DispatcherId = welcome.DispatcherId;
        listener.OnWelcome(welcome);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Joined dispatcher {Dispatcher} at {Address}.")]
        public static partial void Joined(ILogger logger, string dispatcher, Uri address);

        [LoggerMessage(LogLevel.Information, "The dispatcher at {Address} closed the connection.")]
        public static partial void Closed(ILogger logger, Uri address);

        [LoggerMessage(LogLevel.Error, "The connection to the dispatcher at {Address} failed.")]
        public static partial void Failed(ILogger logger, Uri address, Exception exception);

        [LoggerMessage(LogLevel.Warning, "No connection to the dispatcher at {Address}: {Reason}")]
        public static partial void Lost(ILogger logger, Uri address, string reason);
    }
}
