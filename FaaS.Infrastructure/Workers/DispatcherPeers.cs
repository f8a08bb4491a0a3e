using FaaS.Protocol.Messages;
using Microsoft.Extensions.Options;

namespace FaaS.Infrastructure.Workers;

/// <summary>The live dispatchers as last read from Postgres. Workers are told when they change.</summary>
internal sealed class DispatcherPeers(
    DispatcherIdentity identity, WorkerDirectory workers, IOptions<WorkersOptions> options)
{
    private volatile IReadOnlyList<DispatcherPeer> _all = [];

    public Welcome Welcome => new(
        ProtocolMeta.Version,
        identity.Id,
        (int)options.Value.Heartbeat.TotalMilliseconds,
        _all,
        Checkpoints: true);

    public void Update(IReadOnlyList<DispatcherPeer> peers)
    {
        if (peers.SequenceEqual(_all))
        {
            return;
        }

        _all = peers;
        foreach (var channel in workers.Channels)
        {
            channel.Welcome(Welcome);
        }
    }
}
