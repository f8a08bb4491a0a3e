using FaaS.Domain.Functions;

namespace FaaS.Infrastructure.Workers;

/// <summary>
/// What has been loaded on one connection, in two bounded generations: a version that was not used during a whole
/// generation is loaded again, which costs one frame.
/// </summary>
internal sealed class LoadedVersions
{
    private const int MaxPerGeneration = 4096;

    private readonly Lock _gate = new();
    private Dictionary<Guid, CodeDigest> _older = [];
    private Dictionary<Guid, CodeDigest> _newer = [];

    /// <summary>Calls <paramref name="load"/> before anybody else can see the version as loaded.</summary>
    public void Ensure(FunctionSpec function, Action<FunctionSpec> load)
    {
        lock (_gate)
        {
            if (_newer.ContainsKey(function.VersionId))
            {
                return;
            }

            if (!_older.ContainsKey(function.VersionId))
            {
                load(function);
            }

            if (_newer.Count >= MaxPerGeneration)
            {
                (_older, _newer) = (_newer, []);
            }

            _newer.Add(function.VersionId, function.CodeDigest);
        }
    }

    public void Forget(Guid versionId)
    {
        lock (_gate)
        {
            _newer.Remove(versionId);
            _older.Remove(versionId);
        }
    }

    /// <summary>A worker may only fetch the code of what it was told to run.</summary>
    public bool Mentions(CodeDigest digest)
    {
        lock (_gate)
        {
            return _newer.ContainsValue(digest) || _older.ContainsValue(digest);
        }
    }
}
