using System.Text;
using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Dispatch;
using FaaS.Infrastructure.Postgres;
using FaaS.Infrastructure.Postgres.Invocations;

namespace FaaS.Api.Invocations;

/// <summary>A synchronous invocation as a row: while it runs, and when it has ended.</summary>
internal static class SynchronousRows
{
    /// <summary>The caller has the result; what is kept of it is for looking at.</summary>
    public const int MaxResultBytes = 16 * 1024;

    private const int MaxTypeLength = 256;
    private const int MaxProgressLength = InvocationProgress.MaxMessageBytes;
    private const int MaxMessageLength = 8 * 1024;
    private const int MaxStackLength = 64 * 1024;

    private static readonly Dictionary<string, string> NoHeaders = [];

    public static InvocationRow Of(RunningInvocation invocation)
        => invocation.StartedAt is null
            ? Row(invocation, InvocationState.Queued, null, null, null, null)
            : Row(invocation, InvocationState.Running, null, null, null, null);

    public static InvocationRow Of(
        RunningInvocation invocation,
        InvocationOutcome outcome,
        DateTimeOffset finishedAt,
        bool withWholeResult = false)
        => outcome switch
        {
            InvocationOutcome.Succeeded succeeded => Row(
                invocation, InvocationState.Succeeded, finishedAt, succeeded.Stats, succeeded.WorkerId, succeeded,
                withWholeResult),
            InvocationOutcome.Failed failed => Row(
                invocation, failed.Failure.Kind.FinalState(), finishedAt, failed.Stats, failed.WorkerId, failed),
            _ => Row(invocation, InvocationState.Cancelled, finishedAt, null, null, outcome),
        };

    private static InvocationRow Row(
        RunningInvocation invocation,
        InvocationState state,
        DateTimeOffset? finishedAt,
        ExecutionStats? stats,
        string? workerId,
        InvocationOutcome? outcome,
        bool withWholeResult = false)
    {
        var (function, request) = (invocation.Function, invocation.Request);
        var succeeded = outcome as InvocationOutcome.Succeeded;
        var failure = (outcome as InvocationOutcome.Failed)?.Failure;
        return new InvocationRow
        {
            Id = invocation.Id,
            Tenant = function.Tenant,
            FunctionId = function.FunctionId,
            FunctionName = function.Name.Value,
            VersionId = function.VersionId,
            Version = function.Version,
            Mode = InvocationMode.Sync,
            State = state,
            Priority = InvocationPriority.Normal,
            ContentType = Text(request.ContentType, MaxTypeLength),
            Headers = NoHeaders,
            Result = withWholeResult || succeeded is { Result.Length: <= MaxResultBytes }
                ? succeeded?.Result.Memory.ToArray()
                : null,
            ResultContentType = Text(succeeded?.ContentType, MaxTypeLength),
            ErrorKind = failure?.Kind,
            ErrorType = Text(failure?.Type, MaxTypeLength),
            ErrorMessage = Text(failure?.Message, MaxMessageLength),
            ErrorStack = Text(failure?.Detail, MaxStackLength),
            Attempt = request.Attempt,
            MaxAttempts = 1,
            IdempotencyKey = request.IdempotencyKey,
            NotBefore = invocation.AcceptedAt,
            CreatedAt = invocation.AcceptedAt,
            StartedAt = invocation.StartedAt,
            FinishedAt = finishedAt,
            TimeoutMs = (int)request.Timeout.TotalMilliseconds,
            MemoryMb = function.MemoryMib,
            QueueMs = stats is null ? null : QueuedFor(invocation, stats).TotalMilliseconds,
            InitMs = stats?.Init.TotalMilliseconds,
            RunMs = stats?.Run.TotalMilliseconds,
            CpuMs = stats?.Cpu?.TotalMilliseconds,
            PeakMemoryBytes = stats?.PeakMemoryBytes,
            BytesIn = request.Payload.Length,
            BytesOut = succeeded?.Result.Length,
            NetworkReceivedBytes = stats?.NetworkReceivedBytes,
            NetworkSentBytes = stats?.NetworkSentBytes,
            Cold = stats?.Cold,
            WorkerId = workerId,
            Sandbox = Text(stats?.Sandbox, MaxTypeLength / 2),
            TraceId = invocation.TraceId,
            LogsSize = stats?.LogsSize ?? 0,
            Progress = invocation.Progress?.Fraction,
            ProgressMessage = Text(invocation.Progress?.Message, MaxProgressLength),
        };
    }

    /// <summary>Here, for the concurrency limit and a worker, and there, for a sandbox.</summary>
    private static TimeSpan QueuedFor(RunningInvocation invocation, ExecutionStats stats)
        => stats.Queue + ((invocation.StartedAt - invocation.AcceptedAt) ?? TimeSpan.Zero);

    private static string? Text(string? text, int maxLength)
        => text is null || (text.Length <= maxLength && Ascii.IsValid(text) && !text.Contains('\0'))
            ? text
            : PostgresText.Clean(text, maxLength);
}
