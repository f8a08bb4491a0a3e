using FaaS.Infrastructure.Leadership;
using FaaS.Infrastructure.Workers;
using Microsoft.Extensions.Options;
using Npgsql;

namespace FaaS.Scheduler.Leadership;

/// <summary>Takes the lease of leadership when it is free, keeps it, and gives it up when it stops.</summary>
internal sealed partial class LeaderElection(
    LeadershipTable table,
    LeaderSeat seat,
    LeaderMetrics metrics,
    DispatcherIdentity identity,
    IHostApplicationLifetime lifetime,
    IOptions<LeadershipOptions> options,
    TimeProvider timeProvider,
    ILogger<LeaderElection> logger) : BackgroundService
{
    private static readonly TimeSpan RetryPeriod = TimeSpan.FromMilliseconds(250);

    private readonly LeadershipOptions _options = options.Value;
    private LeaderTerm? _term;
    private bool _isFailing;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        metrics.Observe(seat);

        // Not only when it is this service's turn to stop: others need not wait for what still drains here.
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(
            stoppingToken, lifetime.ApplicationStopping);
        try
        {
            while (true)
            {
                await Task.Delay(await RunPassAsync(stopping.Token), timeProvider, stopping.Token);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await ResignAsync();
        }
    }

    public override void Dispose()
    {
        _term?.Dispose();
        base.Dispose();
    }

    /// <summary>How long to wait before the next one.</summary>
    private async Task<TimeSpan> RunPassAsync(CancellationToken cancellationToken)
    {
        LeaveIfEnded();
        try
        {
            // What hangs on a lost connection must not keep the next try from being made, while there is time for one.
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(_term is null ? _options.Lease : _options.Lease / 2);
            var wait = _term is null ? await CampaignAsync(patience.Token) : await RenewAsync(_term, patience.Token);
            _isFailing = false;
            return wait;
        }
#pragma warning disable CA1031 // One failed pass must not be the last, and if it is, the lease is still given back.
        catch (Exception exception) when (exception is not OperationCanceledException
            || !cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            if (!_isFailing)
            {
                _isFailing = true;
                Log.PassFailed(logger, exception);
            }

            return RetryPeriod;
        }
    }

    private async Task<TimeSpan> CampaignAsync(CancellationToken cancellationToken)
    {
        var state = await table.ReadAsync(cancellationToken);
        if (state is { IsHeld: true } && state.Holder != identity.Id)
        {
            return state.Left < _options.Renewal ? state.Left : _options.Renewal;
        }

        var askedAt = timeProvider.GetTimestamp();
        if (await table.AcquireAsync(identity.Id, _options.Lease, cancellationToken) is { } epoch)
        {
            _term = new LeaderTerm(epoch, askedAt, _options.Lease, timeProvider);
            seat.Take(_term);
            metrics.Began();
            Log.Leads(logger, identity.Id, epoch);
        }

        return _options.Renewal;
    }

    private async Task<TimeSpan> RenewAsync(LeaderTerm term, CancellationToken cancellationToken)
    {
        var askedAt = timeProvider.GetTimestamp();
        if (await table.RenewAsync(identity.Id, term.Epoch, _options.Lease, cancellationToken))
        {
            term.Extend(askedAt);
            return _options.Renewal;
        }

        term.End();
        return TimeSpan.Zero;
    }

    private void LeaveIfEnded()
    {
        if (_term is { IsCurrent: false })
        {
            Log.Lost(logger, identity.Id, _term.Epoch);
            _term.Dispose();
            _term = null;
        }
    }

    private async Task ResignAsync()
    {
        if (_term is not { IsCurrent: true } term)
        {
            return;
        }

        term.End();
        try
        {
            using var patience = new CancellationTokenSource(_options.Lease, timeProvider);
            await table.ResignAsync(identity.Id, term.Epoch, patience.Token);
            Log.Resigned(logger, identity.Id, term.Epoch);
        }
        catch (Exception exception) when (exception
            is NpgsqlException or TimeoutException or OperationCanceledException or ObjectDisposedException)
        {
            Log.NotResigned(logger, exception, identity.Id);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "{DispatcherId} leads, in epoch {Epoch}.")]
        public static partial void Leads(ILogger logger, string dispatcherId, long epoch);

        [LoggerMessage(LogLevel.Warning, "{DispatcherId} no longer leads; it did in epoch {Epoch}.")]
        public static partial void Lost(ILogger logger, string dispatcherId, long epoch);

        [LoggerMessage(LogLevel.Information, "{DispatcherId} stops and gives up leading, in epoch {Epoch}.")]
        public static partial void Resigned(ILogger logger, string dispatcherId, long epoch);

        [LoggerMessage(LogLevel.Warning, "{DispatcherId} could not give up leading; its lease will expire.")]
        public static partial void NotResigned(ILogger logger, Exception exception, string dispatcherId);

        [LoggerMessage(LogLevel.Warning, "Postgres does not say who leads; nobody does once the lease has expired.")]
        public static partial void PassFailed(ILogger logger, Exception exception);
    }
}
