using System.Text;
using System.Text.Json;
using FaaS.Domain.Invocations;
using FaaS.Protocol.Messages;

namespace FaaS.Tests.Worker;

/// <summary>What a worker answered to one <c>invoke</c> or <c>init</c>.</summary>
internal sealed record Answer(
    ResultMeta? Result, ErrorMeta? Error, byte[] Payload, byte[] Logs, long SkippedLogBytes, TimeSpan Took)
{
    public Guid InvocationId { get; init; }

    /// <summary>The sizes of what it wanted to be kept; 0 for what it wanted back.</summary>
    public IReadOnlyList<int> KeptBytes { get; init; } = [];

    public IReadOnlyList<ProgressMeta> Progress { get; init; } = [];

    public StatsMeta Stats => (Result?.Stats ?? Error?.Stats)!;

    public string Text => Encoding.UTF8.GetString(Payload);

    public string LogText => Encoding.UTF8.GetString(Logs);

    public JsonElement Json()
    {
        Succeeded();
        return JsonDocument.Parse(Payload).RootElement;
    }

    public Answer Succeeded()
    {
        Assert.True(Error is null, $"{Error} {Text} {LogText}");
        return this;
    }

    public Answer FailedWith(FailureKind kind)
    {
        Assert.True(Error?.Kind == kind, $"expected {kind}, got {Error} {Result} {Text}");
        return this;
    }
}
