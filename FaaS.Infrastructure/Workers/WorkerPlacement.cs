using FaaS.Domain.Functions;
using FaaS.Domain.Workers;
using FaaS.Infrastructure.Dispatch;
using Microsoft.Extensions.Options;

namespace FaaS.Infrastructure.Workers;

/// <summary>Reserves slots on workers, and lets those wait in order who found none.</summary>
internal sealed class WorkerPlacement(
    WorkerDirectory workers, IOptions<DispatchOptions> options, TimeProvider timeProvider)
{
    private const int OnStack = 32;
    private const int Stripes = 64;

    // Calls of one version choose one after the other, or two would both count on the same idle sandbox.
    private readonly Lock[] _choosing = [.. Enumerable.Range(0, Stripes).Select(_ => new Lock())];

    private readonly Lock _gate = new();
    private readonly LinkedList<Waiter> _waiting = new();
    private int _waitingCount;

    /// <summary>A worker with a slot taken, to be given back with <see cref="Return"/>. Null: none in time.</summary>
    public ValueTask<WorkerChannel?> ReserveAsync(
        FunctionSpec function, TimeSpan patience, CancellationToken cancellationToken)
        => TryReserve(function) is { } channel
            ? ValueTask.FromResult<WorkerChannel?>(channel)
            : new ValueTask<WorkerChannel?>(WaitAsync(function, patience, cancellationToken));

    /// <param name="wasRefused">The worker had no room for it after all.</param>
    public void Return(WorkerChannel channel, FunctionSpec function, bool wasRefused = false)
    {
        channel.Release(function, wasRefused);
        if (!wasRefused)
        {
            Offer(channel);
        }
    }

    /// <summary>It has room, as far as is known: whoever has waited longest and fits gets it.</summary>
    public void Offer(WorkerChannel channel)
    {
        if (Volatile.Read(ref _waitingCount) == 0)
        {
            return;
        }

        lock (_gate)
        {
            for (var node = _waiting.First; node is not null;)
            {
                var waiter = node;
                node = node.Next;
                var function = waiter.Value.Function;
                if (channel.AsCandidate(function).HasRoom
                    && (channel.Status.Egress || !IsParticular(function, workers.Channels))
                    && channel.TryReserve(function))
                {
                    _waiting.Remove(waiter);
                    waiter.Value.Offer(channel);
                }
            }
        }
    }

    private WorkerChannel? TryReserve(FunctionSpec function)
    {
        var channels = workers.Channels;
        var version = PlacementHash.Of(function.VersionId);
        lock (_choosing[version % Stripes])
        {
            return TryReserve(function, version, channels);
        }
    }

    private static WorkerChannel? TryReserve(
        FunctionSpec function, ulong version, ReadOnlySpan<WorkerChannel> channels)
    {
        var candidates = channels.Length <= OnStack
            ? stackalloc WorkerCandidate[channels.Length]
            : new WorkerCandidate[channels.Length];
        var isAnyFit = !IsParticular(function, channels);
        for (var i = 0; i < channels.Length; i++)
        {
            var candidate = channels[i].AsCandidate(function);
            candidates[i] = candidate with { Eligible = candidate.Eligible && (isAnyFit || channels[i].Status.Egress) };
        }

        while (WorkerChoice.Pick(version, candidates, function.MaxConcurrency) is var index and >= 0)
        {
            if (channels[index].TryReserve(function))
            {
                return channels[index];
            }

            // Somebody else took its last slot since we looked.
            candidates[index] = candidates[index] with { Eligible = false };
        }

        return null;
    }

    // Asks for egress, and a worker that gives it is there. Where there is none, any says why it does not.
    private static bool IsParticular(FunctionSpec function, ReadOnlySpan<WorkerChannel> channels)
    {
        if (function.Network is NetworkAccess.None)
        {
            return false;
        }

        foreach (var channel in channels)
        {
            if (channel.Status.Egress && channel.AsCandidate(function).Eligible)
            {
                return true;
            }
        }

        return false;
    }

    private async Task<WorkerChannel?> WaitAsync(
        FunctionSpec function, TimeSpan patience, CancellationToken cancellationToken)
    {
        var waiter = new LinkedListNode<Waiter>(new(function));

        // Counted before the second look, so that a slot that becomes free after it is offered here.
        Interlocked.Increment(ref _waitingCount);
        try
        {
            lock (_gate)
            {
                if (TryReserve(function) is { } channel)
                {
                    return channel;
                }

                _waiting.AddLast(waiter);
            }

            return await OfferedAsync(waiter.Value, patience, cancellationToken);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            var offered = Withdraw(waiter);
            if (cancellationToken.IsCancellationRequested && offered is not null)
            {
                Return(offered, function);
            }

            cancellationToken.ThrowIfCancellationRequested();
            return offered;
        }
        finally
        {
            Interlocked.Decrement(ref _waitingCount);
        }
    }

    // Where nobody could take it, waiting helps only while somebody may come back soon.
    private async Task<WorkerChannel> OfferedAsync(
        Waiter waiter, TimeSpan patience, CancellationToken cancellationToken)
    {
        var outage = options.Value.OutagePatience;
        for (; patience > outage; patience -= outage)
        {
            try
            {
                return await waiter.Offered.WaitAsync(outage, timeProvider, cancellationToken);
            }
            catch (TimeoutException) when (IsAnybodyThere(waiter.Function))
            {
                // All are busy, and one of them may soon be less so.
            }
        }

        return await waiter.Offered.WaitAsync(patience, timeProvider, cancellationToken);
    }

    private bool IsAnybodyThere(FunctionSpec function)
    {
        foreach (var channel in workers.Channels)
        {
            if (channel.CanRun(function))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The channel that was offered in the moment of giving up, if one was.</summary>
    private WorkerChannel? Withdraw(LinkedListNode<Waiter> waiter)
    {
        lock (_gate)
        {
            if (waiter.List is null)
            {
                return waiter.Value.Channel;
            }

            _waiting.Remove(waiter);
            return null;
        }
    }

    private sealed class Waiter(FunctionSpec function)
    {
        private readonly TaskCompletionSource<WorkerChannel> _offered
            = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public FunctionSpec Function => function;

        public Task<WorkerChannel> Offered => _offered.Task;

        public WorkerChannel? Channel { get; private set; }

        public void Offer(WorkerChannel channel)
        {
            Channel = channel;
            _offered.SetResult(channel);
        }
    }
}
