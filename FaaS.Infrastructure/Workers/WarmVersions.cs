using System.Collections.Concurrent;
using FaaS.Protocol.Messages;

namespace FaaS.Infrastructure.Workers;

/// <summary>What is warm on one worker. Between its reports this dispatcher counts its own calls.</summary>
internal sealed class WarmVersions
{
    private static readonly WarmVersion Unknown = new();

    private readonly ConcurrentDictionary<Guid, WarmVersion> _byId = new();

    public WarmVersion this[Guid versionId] => _byId.GetValueOrDefault(versionId, Unknown);

    public void Begin(Guid versionId)
    {
        while (true)
        {
            var version = _byId.GetValueOrDefault(versionId) ?? _byId.GetOrAdd(versionId, static _ => new());
            if (version.TryBegin())
            {
                return;
            }

            _byId.TryRemove(KeyValuePair.Create(versionId, version));
        }
    }

    public void End(Guid versionId, bool wasRefused) => _byId[versionId].End(wasRefused);

    public void Report(WorkerStatus status)
    {
        foreach (var versionId in status.Warm.Keys)
        {
            _byId.GetOrAdd(versionId, static _ => new());
        }

        foreach (var (versionId, version) in _byId)
        {
            var busy = status.Busy?.GetValueOrDefault(versionId) ?? 0;
            version.Report(status.Warm.GetValueOrDefault(versionId), busy);
            if (version.TryRetire())
            {
                _byId.TryRemove(KeyValuePair.Create(versionId, version));
            }
        }
    }
}
