using System.Text;
using FaaS.Domain.Invocations;
using FaaS.Protocol.Frames;
using FaaS.Protocol.Messages;
using FaaS.Tests.Protocol;

namespace FaaS.Tests.Infrastructure.Workers;

/// <summary>One invocation as a <see cref="FakeWorker"/> got it.</summary>
internal sealed class FakeCall(FrameConnection connection, ulong stream, Invoke? invoke, ReadOnlySpan<byte> payload)
{
    private static readonly StatsMeta Stats = new(true, 0.1, 12.5, 1.9, 1.2, 12_345_678, "sandbox-1", 0, 4096, 2048);

    private TaskCompletionSource<ReceivedFrame> _kept = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ulong Stream { get; } = stream;

    /// <summary>Null for an <c>init</c>.</summary>
    public Invoke? Invoke { get; } = invoke;

    public byte[] Payload { get; } = payload.ToArray();

    public Task Cancelled => _cancelled.Task.WaitAsync(TimeSpan.FromSeconds(20));

    public void MarkCancelled() => _cancelled.TrySetResult();

    public bool IsAnswered { get; private set; }

    public void Succeed(ReadOnlySpan<byte> result, string? contentType)
    {
        IsAnswered = true;
        connection.Send(FrameType.Result, Stream, new(contentType, Stats), ProtocolJson.Default.ResultMeta, result);
    }

    public void Fail(
        FailureKind kind,
        string type = "SomeError",
        string message = "It failed.",
        string detail = "",
        StatsMeta? stats = null)
    {
        IsAnswered = true;
        connection.Send(
            FrameType.Error,
            Stream,
            new(kind, type, message, kind == FailureKind.NoCapacity ? null : stats ?? Stats),
            ProtocolJson.Default.ErrorMeta,
            Encoding.UTF8.GetBytes(detail));
    }

    /// <summary>Of the last thing that it asked for.</summary>
    public Task<ReceivedFrame> Kept => _kept.Task.WaitAsync(TimeSpan.FromSeconds(20));

    public void OnKept(in Frame frame) => _kept.TrySetResult(
        new(frame.Type, frame.Stream, frame.IsEnd, frame.Meta.ToArray(), frame.Payload.ToArray()));

    public void Ask(FrameType type, string meta, ReadOnlySpan<byte> payload = default)
    {
        _kept = new(TaskCreationOptions.RunContinuationsAsynchronously);
        connection.Send(type, Stream, Encoding.UTF8.GetBytes(meta), payload);
    }

    public void Log(string text)
        => connection.Send(FrameType.Log, Stream, payload: Encoding.UTF8.GetBytes(text));
}
