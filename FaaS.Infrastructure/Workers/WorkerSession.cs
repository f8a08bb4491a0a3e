using FaaS.Protocol.Frames;
using FaaS.Protocol.Messages;

namespace FaaS.Infrastructure.Workers;

/// <summary>What a worker says on one connection, from its hello on.</summary>
internal sealed class WorkerSession(
    FrameConnection connection,
    CodeUploads uploads,
    AttemptDesk attempts,
    WorkerDirectory workers,
    WorkerPlacement placement,
    DispatcherPeers peers,
    WorkersOptions options,
    TimeProvider timeProvider) : IFrameHandler
{
    private const int MaxIdLength = 128;

    /// <summary>Null until the worker has said hello.</summary>
    public WorkerChannel? Channel { get; private set; }

    public void OnFrame(in Frame frame)
    {
        if (Channel is not { } channel)
        {
            OnHello(frame);
            return;
        }

        switch (frame.Type)
        {
            case FrameType.Result:
                channel.Calls.OnResult(frame);
                break;
            case FrameType.Error:
                channel.Calls.OnError(frame);
                break;
            case FrameType.Log:
                channel.Calls.OnLog(frame);
                break;
            case FrameType.Checkpoint or FrameType.Recall or FrameType.Progress:
                OnRequest(channel, frame);
                break;
            case FrameType.Ping:
                OnPing(channel, ProtocolMeta.Read(frame, ProtocolJson.Default.WorkerStatus));
                break;
            case FrameType.Fetch:
                uploads.Start(frame.Stream, ProtocolMeta.Read(frame, ProtocolJson.Default.FetchCode), channel.Loaded);
                break;
            case FrameType.Goodbye:
                channel.Leave();
                break;
            default:
                throw new FrameException($"A worker may not send {frame.Type}.");
        }
    }

    private void OnHello(in Frame frame)
    {
        if (frame.Type != FrameType.Hello)
        {
            throw new FrameException($"A worker says hello first, not {frame.Type}.");
        }

        var hello = ProtocolMeta.Read(frame, ProtocolJson.Default.WorkerHello);
        if (hello.WorkerId.Length is 0 or > MaxIdLength || !hello.WorkerId.All(IsIdCharacter) || hello.Slots < 0)
        {
            throw new FrameException("The hello has an impossible worker id or number of slots.");
        }

        if (hello.Protocol < ProtocolMeta.Version)
        {
            connection.Send(
                FrameType.Goodbye,
                0,
                new($"This dispatcher speaks protocol {ProtocolMeta.Version} only."),
                ProtocolJson.Default.Goodbye);
            throw new FrameException($"Protocol {hello.Protocol} is not spoken here.");
        }

        Channel = new WorkerChannel(connection, hello, options.SuspectAfter, timeProvider);
        var welcome = peers.Welcome;
        Channel.Welcome(welcome);
        workers.Join(Channel);
        if (peers.Welcome is var latest && latest.Peers != welcome.Peers)
        {
            // They changed before this worker was among those who are told.
            Channel.Welcome(latest);
        }

        placement.Offer(Channel);
    }

    private void OnRequest(WorkerChannel channel, in Frame frame)
    {
        if (channel.Calls.TryFind(frame.Stream, out var call))
        {
            attempts.OnRequest(call, frame);
        }
    }

    private void OnPing(WorkerChannel channel, WorkerStatus status)
    {
        connection.Send(FrameType.Pong, 0);
        channel.Report(status);
        placement.Offer(channel);
    }

    private static bool IsIdCharacter(char character)
        => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.';
}
