using System.Collections.Concurrent;
using FaaS.Domain.Functions;
using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Invocations;
using FaaS.Infrastructure.Invocations.Queue;
using FaaS.Infrastructure.Workers;
using FaaS.Scheduler.Settling;
using Microsoft.Extensions.Options;

namespace FaaS.Scheduler.Dispatch;

/// <summary>
/// Claims what the workers of this scheduler can hold, starts it, and hands its end to the <see cref="SettleLoop"/>.
/// It stops claiming when the process begins to stop, and puts back what has not finished by the end of the drain.
/// </summary>
internal sealed partial class DispatchLoop(
    DueWork due,
    InvocationClaims claims,
    UnansweredClaims unanswered,
    VersionCache versions,
    AttemptRunner runner,
    FunctionRooms rooms,
    WorkerCapacity capacity,
    SettlementQueue settlements,
    InvocationSignals signals,
    DispatcherIdentity identity,
    SchedulerMetrics metrics,
    IHostApplicationLifetime lifetime,
    IOptions<SchedulerOptions> options,
    TimeProvider timeProvider,
    ILogger<DispatchLoop> logger) : BackgroundService
{
    // What is taken from the queue while claims fail is back only with the next sweep.
    private static readonly TimeSpan FailurePause = TimeSpan.FromMilliseconds(500);

    private readonly SchedulerOptions _options = options.Value;
    private readonly ConcurrentDictionary<Guid, Task> _running = new();
    private readonly HashSet<Guid> _unanswered = [];
    private readonly CancellationTokenSource _release = new();
    private readonly WakeSignal _wake = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(
            stoppingToken, lifetime.ApplicationStopping);
        await using var draining = stopping.Token.UnsafeRegister(_ => _release.CancelAfter(_options.Drain), null);
        await ListenAsync();
        try
        {
            while (!stopping.IsCancellationRequested)
            {
                // As long as there is both work and room for it, there is no reason to wait.
                switch (await RunPassAsync(stopping.Token))
                {
                    case ClaimPass.Idle:
                        await _wake.WaitAsync(_options.PollInterval, stopping.Token);
                        break;
                    case ClaimPass.Emptied:
                        // A claim of a few costs almost as much as one of many.
                        await Task.Delay(_options.ClaimGather, timeProvider, stopping.Token);
                        break;
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            Log.Draining(logger, _running.Count);
        }

        await Task.WhenAll(_running.Values);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);

        // Whatever is still running now has used up the time that the host gives to stop.
        await _release.CancelAsync();
        await Task.WhenAll(_running.Values).WaitAsync(TimeSpan.FromSeconds(1), CancellationToken.None)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task ListenAsync()
    {
        try
        {
            await signals.OnQueuedAsync(_wake.Set);
        }
        catch (Exception exception) when (exception.IsRedisAbsence())
        {
            Log.NotHeard(logger, exception);
        }
    }

    private async Task<ClaimPass> RunPassAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await ClaimAsync(cancellationToken);
        }
#pragma warning disable CA1031 // One failed pass must stop neither the scheduler nor, if it is stopping, its drain.
        catch (Exception exception) when (exception is not OperationCanceledException
            || !cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            Log.PassFailed(logger, exception);

            // However often it is woken in the meantime.
            await Task.Delay(FailurePause, timeProvider, cancellationToken);
            return ClaimPass.Idle;
        }
    }

    private async Task<ClaimPass> ClaimAsync(CancellationToken cancellationToken)
    {
        await GiveBackAsync(cancellationToken);
        var room = Math.Min(capacity.Slots(), _options.MaxRunning) - _running.Count;
        if (room <= 0)
        {
            return ClaimPass.Idle;
        }

        var wanted = Math.Min(room, _options.ClaimBatch);
        var entries = await due.TakeAsync(wanted, cancellationToken);
        var left = entries.ToDictionary(entry => entry.InvocationId, entry => entry.FunctionId);
        try
        {
            if (left.Count == 0)
            {
                return ClaimPass.Idle;
            }

            _unanswered.UnionWith(left.Keys);
            var claimed = await claims.ClaimAsync(identity.Id, left.Keys, cancellationToken);
            _unanswered.Clear();
            foreach (var claim in claimed)
            {
                left.Remove(claim.Id);
            }

            Start(claimed);
            return claimed.Count == 0 ? ClaimPass.Idle
                : entries.Count < wanted && !rooms.IsAnyFull() ? ClaimPass.Emptied
                : ClaimPass.Busy;
        }
        finally
        {
            foreach (var functionId in left.Values)
            {
                rooms.Leave(functionId);
            }
        }
    }

    /// <summary>What the last claim may have got although its answer was lost; nothing of it was started.</summary>
    private async Task GiveBackAsync(CancellationToken cancellationToken)
    {
        if (_unanswered.Count == 0)
        {
            return;
        }

        var claimed = await unanswered.FindAsync(identity.Id, _unanswered, cancellationToken);
        _unanswered.Clear();
        if (claimed.Count > 0)
        {
            Log.GivenBack(logger, claimed.Count);
        }

        foreach (var claim in claimed)
        {
            await settlements.AddAsync(
                new() { Invocation = claim, Settlement = Settlement.Refuse(claim.AsAttempt(), jitter: 0.5) });
        }
    }

    private void Start(IReadOnlyList<ClaimedInvocation> claimed)
    {
        // Looked up by those who were claimed: if that fails, it is theirs to be settled and not left to their leases.
        var functions = versions.FindAsync(claimed.Select(claim => claim.VersionId), _release.Token);
        var known = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        foreach (var claim in claimed)
        {
            metrics.Claimed(claim.Priority, claim.Waited);
            _running[claim.Id] = RunAsync(claim, functions, known.Task);
        }

        known.SetResult();
    }

    /// <param name="known">That the task is known under its id: it must not end before.</param>
    private async Task RunAsync(
        ClaimedInvocation claimed, Task<IReadOnlyDictionary<Guid, FunctionSpec>> functions, Task known)
    {
        await known;
        try
        {
            var ended = await EndAsync(claimed, functions);
            if (ended.Stats is { } stats)
            {
                rooms.Took(claimed.FunctionId, stats.Queue + stats.Init + stats.Run);
            }

            await settlements.AddAsync(ended);
        }
        finally
        {
            rooms.Leave(claimed.FunctionId);
            _running.TryRemove(claimed.Id, out _);
            _wake.Set();
        }
    }

    private async Task<AttemptSettlement> EndAsync(
        ClaimedInvocation claimed, Task<IReadOnlyDictionary<Guid, FunctionSpec>> functions)
    {
        var attempt = claimed.AsAttempt();
        try
        {
            if (!(await functions).TryGetValue(claimed.VersionId, out var function))
            {
                return new()
                {
                    Invocation = claimed,
                    Settlement = Settlement.Dead(attempt, DeadReason.FunctionDeleted),
                    Failure = AttemptFailures.FunctionDeleted,
                };
            }

            return rooms.Learn(claimed.FunctionId, function.Tenant, function.MaxConcurrency)
                ? await runner.RunAsync(claimed, function, _release.Token)
                : new() { Invocation = claimed, Settlement = Settlement.Refuse(attempt, jitter: 0.5) };
        }
#pragma warning disable CA1031 // Whatever happens, the invocation must be settled, and the loop must go on.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.AttemptFailed(logger, exception, claimed.Id);
            var failure = AttemptFailures.Of(exception);
            return new()
            {
                Invocation = claimed,
                Settlement = Settlement.Decide(
                    attempt, failure, RetryPolicy.Default, _options.FaultLimits, Random.Shared.NextDouble()),
                Failure = failure,
            };
        }
    }

    public override void Dispose()
    {
        _release.Dispose();
        _wake.Dispose();
        base.Dispose();
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "New invocations are found by looking only, until Redis is back.")]
        public static partial void NotHeard(ILogger logger, Exception exception);

        [LoggerMessage(LogLevel.Warning, "{Count} invocations were claimed without an answer; they are given back.")]
        public static partial void GivenBack(ILogger logger, int count);

        [LoggerMessage(LogLevel.Error, "Dispatching failed; trying again soon.")]
        public static partial void PassFailed(ILogger logger, Exception exception);

        [LoggerMessage(LogLevel.Error, "Invocation {InvocationId} could not be run; it goes back to the queue.")]
        public static partial void AttemptFailed(ILogger logger, Exception exception, Guid invocationId);

        [LoggerMessage(LogLevel.Information, "Stopping; {Count} invocations may still finish or go back to the queue.")]
        public static partial void Draining(ILogger logger, int count);
    }
}
