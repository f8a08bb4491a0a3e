using System.Threading.Channels;
using FaaS.Protocol.Messages;
using FaaS.Worker.Execution;
using Microsoft.Extensions.Options;

namespace FaaS.Worker.Dispatchers;

/// <summary>
/// Holds the connection to the configured dispatcher, and one to each other dispatcher that any of them names. On
/// shutdown says goodbye, lets running work finish for a stated time, and closes.
/// </summary>
internal sealed class DispatcherLinks(
    Func<Uri, DispatcherLink> createLink,
    WorkerLoad load,
    IOptions<WorkerOptions> options,
    TimeProvider timeProvider) : BackgroundService
{
    private static readonly TimeSpan DrainPollInterval = TimeSpan.FromMilliseconds(20);

    // Only the last word about who is there counts.
    private readonly Channel<IReadOnlyList<DispatcherPeer>> _peers =
        Channel.CreateBounded<IReadOnlyList<DispatcherPeer>>(
            new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });

    private readonly Dictionary<string, (DispatcherLink Link, CancellationTokenSource Stop, Task Running)> _links = [];
    private DispatcherLink? _seed;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        load.Drain();
        foreach (var link in All())
        {
            link.SayGoodbye("The worker is shutting down.");
        }

        var startedAt = timeProvider.GetTimestamp();
        while (load.Running > 0 && timeProvider.GetElapsedTime(startedAt) < options.Value.DrainTimeout)
        {
            await Task.Delay(DrainPollInterval, timeProvider, CancellationToken.None);
        }

        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _seed = createLink(new Uri(options.Value.ApiUrl!));
        var seedRunning = _seed.RunAsync(OnWelcome, stoppingToken);
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

    private void OnWelcome(Welcome welcome) => _peers.Writer.TryWrite(welcome.Peers);

    private async Task ReconcileAsync(IReadOnlyList<DispatcherPeer> peers, CancellationToken stoppingToken)
    {
        var wanted = peers.Where(peer => peer.Id != _seed!.DispatcherId)
            .DistinctBy(peer => peer.Id)
            .ToDictionary(peer => peer.Id);

        foreach (var (id, entry) in _links.Where(pair => !wanted.ContainsKey(pair.Key)).ToArray())
        {
            await entry.Stop.CancelAsync();
            await entry.Running;
            entry.Stop.Dispose();
            Forget(id);
        }

        foreach (var peer in wanted.Values.Where(peer => !_links.ContainsKey(peer.Id)))
        {
            if (Uri.TryCreate(peer.Url, UriKind.Absolute, out var address))
            {
                var link = createLink(address);
                var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
                Remember(peer.Id, (link, stop, link.RunAsync(OnWelcome, stop.Token)));
            }
        }
    }

    private void Remember(string id, (DispatcherLink Link, CancellationTokenSource Stop, Task Running) entry)
    {
        lock (_links)
        {
            _links.Add(id, entry);
        }
    }

    private void Forget(string id)
    {
        lock (_links)
        {
            _links.Remove(id);
        }
    }

    private DispatcherLink[] All()
    {
        lock (_links)
        {
            return [.. _links.Values.Select(entry => entry.Link).Append(_seed).OfType<DispatcherLink>()];
        }
    }
}
