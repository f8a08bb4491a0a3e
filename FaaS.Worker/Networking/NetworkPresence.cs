using Microsoft.Extensions.Options;

namespace FaaS.Worker.Networking;

/// <summary>
/// Tells the workers of a machine apart from the last one: each that uses the network holds a lock that it shares
/// with the others, and the kernel lets go of it however the worker ends.
/// </summary>
internal sealed class NetworkPresence(IOptions<EgressOptions> options) : IDisposable
{
    // Only root keeps rules, and where everybody may write, somebody else might have put a file of this name.
    private readonly string _path = Path.Combine(
        Environment.IsPrivilegedProcess ? "/run" : "/run/lock", $"{options.Value.Network}.lock");

    private FileStream? _shared;

    /// <summary>False where it cannot be known; then nobody counts as the last.</summary>
    public bool TryJoin()
    {
        _shared ??= Open(FileShare.ReadWrite);
        return _shared is not null;
    }

    /// <summary>A lock for as long as nobody uses the network and nobody may begin to. Null: somebody does.</summary>
    public IDisposable? TryTakeAlone()
    {
        Dispose();
        return Open(FileShare.None);
    }

    public void Dispose()
    {
        _shared?.Dispose();
        _shared = null;
    }

    private FileStream? Open(FileShare share)
    {
        try
        {
            return new FileStream(_path, FileMode.OpenOrCreate, FileAccess.Read, share);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
