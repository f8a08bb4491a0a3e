using System.Threading.Channels;
using FaaS.Protocol.Messages;
using FaaS.Worker.Execution;
using Microsoft.Extensions.Options;

namespace FaaS.Worker.Dispatchers;

/// <summary>
/// Holds the connection to the configured dispatcher, and one to each other dispatcher that any of them names. On
/// shutdown says goodbye, lets running work finish for a stated time, and closes; when a dispatcher asks it to leave,
/// lets all running work finish and ends the process.
/// </summary>
internal sealed partial class DispatcherLinks(
    Func<Uri, DispatcherLink> createLink,
    WorkerLoad load,
    IHostApplicationLifetime lifetime,
    IOptions<WorkerOptions> options,
    TimeProvider timeProvider,
    ILogger<DispatcherLinks> logger) : BackgroundService, IDispatcherListener
{
    private static readonly TimeSpan DrainPollInterval = TimeSpan.FromMilliseconds(20);

    // Only the last word about who is there counts.
    private readonly Channel<IReadOnlyList<DispatcherPeer>> _peers =
        Channel.CreateBounded<IReadOnlyList<DispatcherPeer>>(
            new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });

    private readonly Dictionary<Uri, (DispatcherLink Link, CancellationTokenSource Stop, Task Running)> _links = [];
    private DispatcherLink? _seed;
    private IReadOnlyList<DispatcherPeer> _known = [];
    private int _isLeaving;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await DrainAsync("The worker is shutting down.", options.Value.DrainTimeout, CancellationToken.None);
        await base.StopAsync(cancellationToken);
    }

    public void OnWelcome(Welcome welcome)
    {
        _known = welcome.Peers;
        _peers.Writer.TryWrite(welcome.Peers);
    }

    // What is not wanted any more is only let go of when it is lost.
    public void OnLost(DispatcherLink link)
    {
        if (link != _seed)
        {
            _peers.Writer.TryWrite(_known);
        }
    }

    public void OnDrain(string reason)
    {
        if (Interlocked.Exchange(ref _isLeaving, 1) == 0)
        {
            Log.Draining(logger, reason);
            _ = LeaveAsync();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _seed = createLink(new Uri(options.Value.ApiUrl!));
        var seedRunning = _seed.RunAsync(this, stoppingToken);
        try
        {
            await foreach (var peers in _peers.Reader.ReadAllAsync(stoppingToken))
            {
                await ReconcileAsync(peers, stoppingToken);
            }
        }
        finally
        {
            await seedRunning;
            await Task.WhenAll(_links.Values.Select(entry => entry.Running));
        }
    }

    // Every call has its timeout, so this ends.
    private async Task LeaveAsync()
    {
        await DrainAsync("The worker was asked to leave.", Timeout.InfiniteTimeSpan, lifetime.ApplicationStopping);
        lifetime.StopApplication();
    }

    private async Task DrainAsync(string reason, TimeSpan limit, CancellationToken cancellationToken)
    {
        load.Drain();
        foreach (var link in All())
        {
            link.SayGoodbye(reason);
        }

        var startedAt = timeProvider.GetTimestamp();
        while (All().Any(link => link.OwesAnswers)
            && (limit == Timeout.InfiniteTimeSpan || timeProvider.GetElapsedTime(startedAt) < limit)
            && !cancellationToken.IsCancellationRequested)
        {
            await Task.Delay(DrainPollInterval, timeProvider, CancellationToken.None);
        }
    }

    private async Task ReconcileAsync(IReadOnlyList<DispatcherPeer> peers, CancellationToken stoppingToken)
    {
        // By address, because a dispatcher has a new id after each restart, and two connections from one worker are one
        // too many for it. The seed dials its own address again by itself.
        var wanted = peers.Where(peer => peer.Id != _seed!.DispatcherId)
            .Select(peer => Uri.TryCreate(peer.Url, UriKind.Absolute, out var address) ? address : null)
            .OfType<Uri>()
            .Where(address => address != _seed!.Address)
            .ToHashSet();

        // A connection that lives is better proof of a dispatcher than anybody's list; closing it would end its work.
        foreach (var (address, entry) in _links
            .Where(pair => !wanted.Contains(pair.Key) && IsIdle(pair.Value.Link))
            .ToArray())
        {
            await entry.Stop.CancelAsync();
            await entry.Running;
            entry.Stop.Dispose();
            Forget(address);
        }

        foreach (var address in wanted.Where(address => !_links.ContainsKey(address)))
        {
            var link = createLink(address);
            var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            Remember(address, (link, stop, link.RunAsync(this, stop.Token)));
        }
    }

    private bool IsIdle(DispatcherLink link)
        => link.DispatcherId is not { } dispatcher || dispatcher == _seed!.DispatcherId;

    private void Remember(Uri address, (DispatcherLink Link, CancellationTokenSource Stop, Task Running) entry)
    {
        lock (_links)
        {
            _links.Add(address, entry);
        }
    }

    private void Forget(Uri address)
    {
        lock (_links)
        {
            _links.Remove(address);
        }
    }

    private DispatcherLink[] All()
    {
        lock (_links)
        {
            return [.. _links.Values.Select(entry => entry.Link).Append(_seed).OfType<DispatcherLink>()];
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Finishing what runs, then leaving: {Reason}")]
        public static partial void Draining(ILogger logger, string reason);
    }
}
