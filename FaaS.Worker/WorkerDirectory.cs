using Microsoft.Extensions.Options;

namespace FaaS.Worker;

/// <summary>
/// This process' own folder below <see cref="WorkerOptions.Directory"/>. Replicas that are given the same one take
/// turns: each locks the first that is free, so that none cleans up the sandboxes of a living neighbour.
/// </summary>
internal sealed class WorkerDirectory : IDisposable
{
    private const int MaxWorkers = 64;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly FileStream _lock;

    public WorkerDirectory(IOptions<WorkerOptions> options)
    {
        // The container's user has to read what lies in here, whoever started this process.
        Libc.LetOthersRead();
        var root = System.IO.Path.GetFullPath(options.Value.Directory);
        Directory.CreateDirectory(root, OwnerOnly);
        (var number, Path, _lock) = Claim(root);

        // Replicas are given the same id, too, but whoever has the same one takes the other's sandboxes for orphans.
        WorkerId = options.Value.Id is not { Length: > 0 } id ? ReadOrCreateId() : number == 1 ? id : $"{id}-{number}";
    }

    public string Path { get; }

    public string WorkerId { get; }

    public string Subdirectory(string name)
    {
        var path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(path, OwnerOnly);
        return path;
    }

    public void Dispose() => _lock.Dispose();

    private static (int Number, string Path, FileStream Lock) Claim(string root)
    {
        for (var number = 1; number <= MaxWorkers; number++)
        {
            var path = System.IO.Path.Combine(root, $"{number}");
            Directory.CreateDirectory(path, OwnerOnly);
            try
            {
                var file = new FileStream(
                    System.IO.Path.Combine(path, "lock"), FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
                return (number, path, file);
            }
            catch (IOException) when (number < MaxWorkers)
            {
                // Another worker lives here.
            }
        }

        throw new InvalidOperationException($"All {MaxWorkers} worker folders below {root} are in use.");
    }

    private string ReadOrCreateId()
    {
        var path = System.IO.Path.Combine(Path, "worker-id");
        if (File.Exists(path))
        {
            return File.ReadAllText(path).Trim();
        }

        // The tail of a version 7 id is its random part.
        var id = $"{Environment.MachineName.ToLowerInvariant()}-{Guid.CreateVersion7().ToString("N")[^6..]}";
        File.WriteAllText(path, id);
        return id;
    }
}
