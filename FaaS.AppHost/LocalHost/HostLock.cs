namespace FaaS.AppHost.LocalHost;

/// <summary>Only one host works in a directory. The kernel lets go of the lock when its holder dies.</summary>
internal sealed class HostLock : IDisposable
{
    private readonly FileStream _file;

    private HostLock(FileStream file) => _file = file;

    public static HostLock Take(string directory)
    {
        var path = Path.Combine(directory, "host.lock");
        try
        {
            return new(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException)
        {
            throw new StartFailedException(
                $"Another host is running in {directory}: `./faas down` stops it, LocalHost__Directory=… avoids it.");
        }
    }

    public void Dispose() => _file.Dispose();
}
