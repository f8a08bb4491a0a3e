using FaaS.Tests.Infrastructure.Stores;
using FaaS.Tests.Security.Network;

namespace FaaS.Tests.Faults.Run;

/// <summary>A file system that can be filled to its last byte without harm to anybody else.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private const int Megabytes = 48;

    private readonly CleanupGuard _guard;

    private SmallDisk(string path, CleanupGuard guard)
    {
        Path = path;
        _guard = guard;
    }

    public string Path { get; }

    private string Filler => System.IO.Path.Combine(Path, "filler");

    public static async Task<SmallDisk> CreateAsync(CancellationToken cancellationToken)
    {
        var path = GuardedProcess.NewDirectory("disk");
        var guard = CleanupGuard.Start($"umount -l '{path}'; rmdir '{path}'");
        await Commands.RunAsync(cancellationToken, "mount", "-t", "tmpfs", "-o", $"size={Megabytes}m", "faas", path);
        return new(path, guard);
    }

    public async Task FillAsync(CancellationToken cancellationToken)
    {
        await using var filler = new FileStream(Filler, FileMode.Create, FileAccess.Write, FileShare.None, 0);
        try
        {
            for (var piece = new byte[4096]; ;)
            {
                await filler.WriteAsync(piece, cancellationToken);
            }
        }
        catch (IOException)
        {
            // It is full.
        }
    }

    public void Free() => File.Delete(Filler);

    public void Empty()
    {
        foreach (var directory in Directory.GetDirectories(Path))
        {
            Directory.Delete(directory, recursive: true);
        }

        Array.ForEach(Directory.GetFiles(Path), File.Delete);
    }

    public ValueTask DisposeAsync() => _guard.DisposeAsync();
}
