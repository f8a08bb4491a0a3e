using System.Collections.Concurrent;
using FaaS.Infrastructure.Dispatch;
using FaaS.ServiceDefaults.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FaaS.Infrastructure.Permits;

/// <summary>
/// Gets permits for gates that lack them and gives back what others lack. Nothing of this is on the way of a call that
/// finds its permit here; what is told over Redis is found in Postgres a little later too.
/// </summary>
internal sealed partial class PermitKeeper(
    FunctionGates gates,
    WantedGates wanted,
    PermitTable table,
    PermitSignals signals,
    DispatcherPulse pulse,
    TimeProvider timeProvider,
    ILogger<PermitKeeper> logger) : BackgroundService
{
    private const int Parallel = 8;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan WatchPeriod = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan PollPeriod = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan PollPeriodUnheard = TimeSpan.FromMilliseconds(400);

    // Whose share is not what it should be: looked at until it is.
    private readonly ConcurrentDictionary<FunctionGate, bool> _watched = new();
    private volatile bool _isFailing;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        pulse.Confirmed += AskAgain;
        await signals.ListenAsync(OnHeard);
        await ParallelLoops.RunAsync(Enumerable.Range(0, Parallel)
            .Select(_ => ServeAsync(stoppingToken))
            .Append(WatchAsync(stoppingToken))
            .Append(PollAsync(stoppingToken)));
    }

    private void OnHeard(Guid functionId)
    {
        if (gates.Find(functionId) is { } gate)
        {
            wanted.Add(gate);
        }
    }

    private void AskAgain()
    {
        foreach (var gate in gates.Short())
        {
            wanted.Add(gate);
        }
    }

    private async Task ServeAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            var gate = await wanted.TakeAsync(stoppingToken);
            await TryAsync(cancellationToken => ExchangeAsync(gate, cancellationToken), stoppingToken);
            if (gate.Watch())
            {
                _watched[gate] = true;
            }

            _ = ReturnAsync(gate);
        }
    }

    /// <summary>However often it is asked for, others get their turn.</summary>
    private async Task ReturnAsync(FunctionGate gate)
    {
        await Task.Delay(Rest, timeProvider, CancellationToken.None);
        wanted.Return(gate);
    }

    private async Task ExchangeAsync(FunctionGate gate, CancellationToken cancellationToken)
    {
        var term = pulse.Term;
        if (term == 0)
        {
            return;
        }

        var demand = gate.Look();
        var (share, ceiling) = (0, 0);
        var exchanged = await table.ExchangeAsync(gate.FunctionId, demand, Claim, cancellationToken);
        if (exchanged is not { } offer)
        {
            return;
        }

        gate.Hold(term, share, ceiling, demand, offer);
        var gaveBack = share < offer.Held && offer.OthersLack;
        if (gaveBack || (share < demand.Permits && share < offer.FairShare))
        {
            await signals.SendAsync(gate.FunctionId);
        }

        int Claim(PermitOffer offer)
        {
            ceiling = offer.Claim(demand.Permits);
            share = ceiling < offer.Held ? gate.Lower(offer.Held, ceiling) : ceiling;
            return share;
        }
    }

    private async Task WatchAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(WatchPeriod, timeProvider);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            foreach (var gate in _watched.Keys)
            {
                // In this order: what is found lacking in this moment by somebody else stays watched.
                _watched.TryRemove(gate, out _);
                if (gate.Watch())
                {
                    _watched[gate] = true;
                    wanted.Add(gate);
                }
            }
        }
    }

    private async Task PollAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(signals.AreHeard ? PollPeriod : PollPeriodUnheard, timeProvider, stoppingToken);
            await TryAsync(
                async cancellationToken =>
                {
                    foreach (var functionId in await table.ConcernsAsync(cancellationToken))
                    {
                        wanted.Add(gates.Get(functionId));
                    }
                },
                stoppingToken);
        }
    }

    private async Task TryAsync(Func<CancellationToken, Task> work, CancellationToken stoppingToken)
    {
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            patience.CancelAfter(Patience);
            await work(patience.Token);
            _isFailing = false;
        }
#pragma warning disable CA1031 // One failure must not end the sharing; what was lacking is looked at again.
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            if (!_isFailing)
            {
                _isFailing = true;
                Log.Failed(logger, exception);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Permits cannot be shared; every dispatcher goes on with those it has.")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
