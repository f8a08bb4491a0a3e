using FaaS.Domain.Invocations;
using FaaS.Protocol.Frames;
using FaaS.Protocol.Messages;
using FaaS.Worker.Code;
using FaaS.Worker.Sandboxes;

namespace FaaS.Worker.Execution;

/// <summary>What one dispatcher has asked for and not yet been answered.</summary>
internal sealed class RunningCalls(ExecutionServices services, FrameConnection dispatcher, ICodeSource source)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ulong, ActiveInvocation> _invocations = [];

    /// <summary>Whether this dispatcher takes checkpoints and progress.</summary>
    public bool AreCheckpointsKept { get; set; }

    public bool AreAllAnswered
    {
        get
        {
            lock (_gate)
            {
                return _invocations.Count == 0;
            }
        }
    }

    /// <summary>How many of them are of each version.</summary>
    public IReadOnlyDictionary<Guid, int> ByVersion(int max)
    {
        lock (_gate)
        {
            return _invocations.Values.CountBy(invocation => invocation.VersionId).Take(max).ToDictionary();
        }
    }

    /// <exception cref="FrameException">The frame is malformed.</exception>
    public void Invoke(in Frame frame)
    {
        var header = ProtocolMeta.Read(frame, ExecutionJson.Default.InvokeHeader);
        if (!services.Pools.TryGet(header.VersionId, out var pool))
        {
            Refuse(frame.Stream, SandboxLease.NotLoaded.Failure!);
            return;
        }

        if (!services.Load.TryEnter())
        {
            Refuse(frame.Stream, SandboxLease.Refused("All slots of the worker are taken.").Failure!);
            return;
        }

        var invocation = new ActiveInvocation(services, this, dispatcher, frame.Stream, pool, header);
        lock (_gate)
        {
            if (!_invocations.TryAdd(frame.Stream, invocation))
            {
                services.Load.Leave();
                throw new FrameException($"The stream {frame.Stream} is open already.");
            }
        }

        invocation.Run(source, frame);
    }

    /// <exception cref="FrameException">The frame is malformed.</exception>
    public void Init(in Frame frame)
    {
        var versionId = ProtocolMeta.Read(frame, ProtocolJson.Default.InitFunction).VersionId;
        if (services.Pools.TryGet(versionId, out var pool))
        {
            _ = InitAsync(frame.Stream, pool);
        }
        else
        {
            Refuse(frame.Stream, SandboxLease.NotLoaded.Failure!);
        }
    }

    // Not there: it has been answered meanwhile.
    public void Cancel(ulong stream) => Find(stream)?.Cancel();

    public void Kept(in Frame frame) => Find(frame.Stream)?.OnKept(frame);

    public void CancelAll()
    {
        ActiveInvocation[] all;
        lock (_gate)
        {
            all = [.. _invocations.Values];
        }

        Array.ForEach(all, invocation => invocation.Cancel());
    }

    /// <summary>Its slot is free for the next one, which may come as soon as the answer is out.</summary>
    public void Finished() => services.Load.Leave();

    /// <summary>Its answer is out.</summary>
    public void Answered(ulong stream)
    {
        lock (_gate)
        {
            _invocations.Remove(stream);
        }
    }

    private ActiveInvocation? Find(ulong stream)
    {
        lock (_gate)
        {
            return _invocations.GetValueOrDefault(stream);
        }
    }

    private async Task InitAsync(ulong stream, FunctionPool pool)
    {
        var startedAt = services.TimeProvider.GetTimestamp();
        var (sandbox, failure, spent) = await pool.PrepareOneAsync(source, dispatcher.Closed);
        spent ??= ExecutionStats.None with
        {
            Cold = true,
            Init = sandbox?.Init ?? TimeSpan.Zero,
            Sandbox = sandbox?.Id ?? "",
        };
        var stats = StatsMeta.From(spent.WithQueue(services.TimeProvider.GetElapsedTime(startedAt)));

        if (failure is null)
        {
            dispatcher.Send(FrameType.Result, stream, new ResultMeta(null, stats), ProtocolJson.Default.ResultMeta);
        }
        else
        {
            ErrorAnswer.Send(dispatcher, stream, failure, stats);
        }
    }

    private void Refuse(ulong stream, InvocationFailure failure)
        => ErrorAnswer.Send(dispatcher, stream, failure, stats: null);
}
