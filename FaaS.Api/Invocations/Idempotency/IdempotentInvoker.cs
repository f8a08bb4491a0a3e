using FaaS.Api.Invocations.Reading;
using FaaS.Domain.Functions;
using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Dispatch;
using FaaS.Infrastructure.Invocations;
using FaaS.Infrastructure.Invocations.Queue;
using FaaS.Infrastructure.Postgres.Invocations;
using FaaS.Infrastructure.Workers;
using Npgsql;

namespace FaaS.Api.Invocations.Idempotency;

/// <summary>
/// Runs an invocation once for its key. Whoever comes second, on this replica or another, waits for the first one's
/// end and is answered with it. A caller who hangs up does not stop it: asking again with the key is how the result is
/// had after all.
/// </summary>
internal sealed partial class IdempotentInvoker(
    SynchronousInvoker invoker,
    RunningInvocations running,
    KeyedCalls calls,
    IdempotencyKeys keys,
    LostCalls lostCalls,
    DispatcherPresence presence,
    InvocationReader reader,
    InvocationIndex index,
    SettledNews news,
    TimeProvider timeProvider,
    ILogger<IdempotentInvoker> logger)
{
    private const int WriteTries = 4;
    private static readonly TimeSpan LookPeriod = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(500);

    /// <param name="request">With a key.</param>
    public async Task<KeyedAnswer> InvokeAsync(
        FunctionSpec function, InvocationRequest request, byte[] digest, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await TryRunAsync(function, request, digest, cancellationToken) is { } ran)
            {
                return ran;
            }

            if (await FindAsync(function, request, digest, cancellationToken) is { } answer)
            {
                return answer;
            }

            // The key was given back in between, because nothing had been run for it.
        }
    }

    /// <summary>Null when the key is taken.</summary>
    private async Task<KeyedAnswer?> TryRunAsync(
        FunctionSpec function, InvocationRequest request, byte[] digest, CancellationToken cancellationToken)
    {
        using var invocation = running.Begin(function, request, CancellationToken.None);
        if (!await ReserveAsync(invocation, digest, cancellationToken))
        {
            return null;
        }

        var outcome = await invoker.RunAsync(invocation);
        if (outcome.HasRunNothing)
        {
            await WriteAsync(invocation.Id, token => calls.ReleaseAsync(invocation, token));
            await EndAsync(invocation);
            return new KeyedAnswer.Ran(invocation.Id, outcome, null);
        }

        var row = SynchronousRows.Of(invocation, outcome, timeProvider.GetUtcNow(), withWholeResult: true);
        await WriteAsync(invocation.Id, token => calls.EndAsync(row, invocation.Log.ToArray(), token));
        await EndAsync(invocation);
        return new KeyedAnswer.Ran(invocation.Id, outcome, row);
    }

    private async Task<bool> ReserveAsync(
        RunningInvocation invocation, byte[] digest, CancellationToken cancellationToken)
    {
        try
        {
            return await calls.ReserveAsync(invocation, digest, cancellationToken);
        }
        catch (Exception exception) when (exception is NpgsqlException or OperationCanceledException)
        {
            // It may have been committed all the same. Nothing was run, so the key must not be left taken.
            await WriteAsync(invocation.Id, token => calls.ReleaseAsync(invocation, token), tries: 1);
            throw;
        }
    }

    /// <summary>Null when the key is free.</summary>
    private async Task<KeyedAnswer?> FindAsync(
        FunctionSpec function, InvocationRequest request, byte[] digest, CancellationToken cancellationToken)
    {
        while (await keys.FindAsync(
            function.Tenant, function.FunctionId, request.IdempotencyKey!, cancellationToken) is { } taken)
        {
            if (!taken.IsFor(digest))
            {
                return new KeyedAnswer.KeyReused();
            }

            using var wait = news.Begin(taken.InvocationId);
            var row = await reader.FindAsync(function.Tenant, taken.InvocationId, cancellationToken);
            if (row is null)
            {
                var again = await keys.FindAsync(
                    function.Tenant, function.FunctionId, request.IdempotencyKey!, cancellationToken);
                return again?.InvocationId == taken.InvocationId
                    ? new KeyedAnswer.OutcomeUnknown(taken.InvocationId)
                    : null;
            }

            if (row.State.IsFinal())
            {
                return AnswerOf(row);
            }

            if (news.IsOver)
            {
                return new KeyedAnswer.StillRunning(row.Id);
            }

            await EndIfLostAsync(row.Id, cancellationToken);
            await wait.WaitAsync(LookPeriod, timeProvider, cancellationToken);
        }

        return null;
    }

    private static KeyedAnswer AnswerOf(InvocationRow row)
        => row is { ErrorKind: FailureKind.PlatformError, ErrorType: LostCalls.ErrorType }
            ? new KeyedAnswer.OutcomeUnknown(row.Id)
            : new KeyedAnswer.Replayed(row);

    private async Task EndIfLostAsync(Guid id, CancellationToken cancellationToken)
    {
        var wasThere = presence.Uninterrupted >= LeaseTimes.OwnerDeadAfter;
        if (!running.TryFind(id, out _))
        {
            await lostCalls.EndAsync([id], wasThere, cancellationToken);
        }
    }

    private async Task EndAsync(RunningInvocation invocation)
    {
        // Before the news, so that those who hear them find what was written and not what was running.
        invocation.Dispose();
        await index.SettledAsync([invocation.Id]);
    }

    /// <summary>What stays unwritten is taken for lost when its lease has expired.</summary>
    private async Task WriteAsync(Guid id, Func<CancellationToken, Task> write, int tries = WriteTries)
    {
        for (var left = tries - 1; ; left--)
        {
            try
            {
                await write(CancellationToken.None);
                return;
            }
            catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
            {
                if (left == 0)
                {
                    Log.NotWritten(logger, exception, id);
                    return;
                }

                await Task.Delay(RetryDelay, timeProvider, CancellationToken.None);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "The end of {InvocationId} could not be written; its key stays taken.")]
        public static partial void NotWritten(ILogger logger, Exception exception, Guid invocationId);
    }
}
