using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Dispatch;
using FaaS.Infrastructure.Invocations;
using FaaS.Protocol.Frames;
using FaaS.Protocol.Messages;
using Microsoft.Extensions.Logging;

namespace FaaS.Infrastructure.Workers;

/// <summary>What the attempts on one worker ask to be kept, given back or shown, and the answers to it.</summary>
internal sealed partial class AttemptDesk(FrameConnection connection, IAttemptKeeper keeper, ILogger logger)
{
    /// <exception cref="FrameException">It is malformed, or comes before the last answer.</exception>
    public void OnRequest(WorkerCall call, in Frame frame)
    {
        switch (frame.Type)
        {
            case FrameType.Checkpoint:
                OnCheckpoint(call, frame);
                break;
            case FrameType.Recall:
                OnRecall(call, frame);
                break;
            default:
                OnProgress(call, frame);
                break;
        }
    }

    private void OnCheckpoint(WorkerCall call, in Frame frame)
    {
        var meta = CheckpointMeta.Read(frame);
        var checkpoint = new Checkpoint(NameOf(meta.Name), meta.ContentType, frame.Payload.ToArray());
        if (Begin(call) is { } invocation)
        {
            invocation.HasCheckpoints = true;
            _ = KeepAsync(call, invocation, checkpoint);
        }
    }

    private void OnRecall(WorkerCall call, in Frame frame)
    {
        var name = NameOf(RecallMeta.Read(frame).Name);
        if (Begin(call) is { } invocation)
        {
            _ = RecallAsync(call, invocation, name);
        }
    }

    private void OnProgress(WorkerCall call, in Frame frame)
    {
        var meta = ProgressMeta.Read(frame);
        if (call.Invocation is { } invocation)
        {
            var progress = new InvocationProgress(meta.Fraction, meta.Message);
            invocation.Progress = progress;
            keeper.Progressed(invocation, progress);
        }
    }

    /// <summary>Null for an <c>init</c>, of which there is nothing to keep.</summary>
    private static RunningInvocation? Begin(WorkerCall call)
    {
        if (call.Invocation is { } invocation && !call.TryAsk())
        {
            throw new FrameException($"Invocation {invocation.Id} has asked before the last answer.");
        }

        return call.Invocation;
    }

    private async Task KeepAsync(WorkerCall call, RunningInvocation invocation, Checkpoint checkpoint)
    {
        KeptMeta answer;
        try
        {
            answer = new(Problem: await keeper.KeepAsync(invocation, checkpoint));
        }
#pragma warning disable CA1031 // Whatever failed, a function waits for an answer.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.Failed(logger, exception, invocation.Id);
            answer = new(Problem: "The platform could not save it.");
        }

        Answer(call, answer, default);
    }

    private async Task RecallAsync(WorkerCall call, RunningInvocation invocation, CheckpointName name)
    {
        var (answer, content) = (new KeptMeta(), Array.Empty<byte>());
        try
        {
            if (await keeper.RecallAsync(invocation, name) is { } checkpoint)
            {
                (answer, content) = (new(Found: true, checkpoint.ContentType), checkpoint.Content);
            }
        }
#pragma warning disable CA1031 // Whatever failed, a function waits for an answer.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.Failed(logger, exception, invocation.Id);
            answer = new(Problem: "The platform could not read it.");
        }

        Answer(call, answer, content);
    }

    private void Answer(WorkerCall call, KeptMeta answer, ReadOnlySpan<byte> content)
    {
        // Before the answer: the function may ask again at once.
        call.EndAsking();
        connection.Send(FrameType.Kept, call.Stream, answer, ProtocolJson.Default.KeptMeta, content);
    }

    private static CheckpointName NameOf(string text)
        => CheckpointName.TryParse(text, out var name) ? name : throw new FrameException("It is no name.");

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "A checkpoint of invocation {InvocationId} could not be saved or read.")]
        public static partial void Failed(ILogger logger, Exception exception, Guid invocationId);
    }
}
