using Microsoft.Extensions.Options;

namespace FaaS.Worker.Code;

/// <summary>
/// Directories by key, made once however many ask. Those used longest ago are dropped when the bound is reached, but
/// none that is in use. A directory is only renamed to its key when it is complete, so what a crash leaves behind is
/// never used.
/// </summary>
internal sealed class DiskCache
{
    private const string TreeName = "tree";
    private const string SizeName = "size";
    private const string UnfinishedPrefix = "unfinished-";

    // What even an empty file or directory takes of the disk.
    private const long BlockBytes = 4096;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, DiskCacheEntry> _entries = [];
    private readonly Dictionary<string, Task> _making = [];
    private readonly string _root;
    private readonly long _maxBytes;
    private readonly TimeProvider _timeProvider;
    private long _bytes;
    private long _uses;

    public DiskCache(WorkerDirectory workerDirectory, IOptions<CodeOptions> options, TimeProvider timeProvider)
    {
        _timeProvider = timeProvider;
        _root = workerDirectory.Subdirectory("code");
        _maxBytes = options.Value.CacheMb * 1024L * 1024;
        foreach (var path in Directory.GetDirectories(_root).OrderBy(UsedBefore))
        {
            Recover(path);
        }

        Trim().ForEach(Drop);
    }

    /// <param name="make">Fills the directory that it is given; runs at most once at a time for a key.</param>
    public async Task<CodeTree> GetAsync(
        string key, Func<string, CancellationToken, Task> make, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task making;
            TaskCompletionSource? own = null;
            lock (_gate)
            {
                if (_entries.TryGetValue(key, out var entry))
                {
                    entry.Pins++;
                    Use(key, entry);
                    return new CodeTree(this, key, Path.Combine(_root, key, TreeName));
                }

                if (!_making.TryGetValue(key, out making!))
                {
                    own = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                    _making.Add(key, making = own.Task);
                }
            }

            if (own is null)
            {
                // Whether the other one succeeded or not, the next round knows; it may fail for reasons of its own.
                await making.WaitAsync(cancellationToken);
                continue;
            }

            try
            {
                await MakeAsync(key, make, cancellationToken);
            }
            finally
            {
                lock (_gate)
                {
                    _making.Remove(key);
                }

                own.SetResult();
            }
        }
    }

    public void Unpin(string key)
    {
        List<string> dropped;
        lock (_gate)
        {
            _entries[key].Pins--;
            dropped = Trim();
        }

        dropped.ForEach(Drop);
    }

    private async Task MakeAsync(
        string key, Func<string, CancellationToken, Task> make, CancellationToken cancellationToken)
    {
        var unfinished = Unfinished();
        var tree = Path.Combine(unfinished, TreeName);
        List<string> dropped;
        Directory.CreateDirectory(tree);
        try
        {
            await make(tree, cancellationToken);
            var size = new DirectoryInfo(tree)
                .EnumerateFileSystemInfos("*", SearchOption.AllDirectories)
                .Sum(entry => entry is FileInfo file ? Math.Max(BlockBytes, file.Length) : BlockBytes);
            await File.WriteAllTextAsync(Path.Combine(unfinished, SizeName), $"{size}", cancellationToken);
            Directory.Move(unfinished, Path.Combine(_root, key));
            dropped = Add(key, new DiskCacheEntry(size));
        }
        catch
        {
            Drop(unfinished);
            throw;
        }

        dropped.ForEach(Drop);
    }

    // What cannot be deleted now has the prefix that the next start clears away.
    private static void Drop(string unfinished)
    {
        try
        {
            Directory.Delete(unfinished, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
        }
    }

    private List<string> Add(string key, DiskCacheEntry entry)
    {
        lock (_gate)
        {
            _entries.Add(key, entry);
            _bytes += entry.Size;
            Use(key, entry);

            // Whoever had it made is about to use it.
            entry.Pins++;
            var dropped = Trim();
            entry.Pins--;
            return dropped;
        }
    }

    // The file's time is what a next life knows of it.
    private void Use(string key, DiskCacheEntry entry)
    {
        entry.UsedAt = ++_uses;
        File.SetLastWriteTimeUtc(Path.Combine(_root, key, SizeName), _timeProvider.GetUtcNow().UtcDateTime);
    }

    private static DateTime UsedBefore(string path) => File.GetLastWriteTimeUtc(Path.Combine(path, SizeName));

    /// <summary>Returns the directories that have been dropped, for deletion outside of the lock.</summary>
    private List<string> Trim()
    {
        List<string> dropped = [];
        while (_bytes > _maxBytes && Oldest() is { } oldest)
        {
            var path = Unfinished();
            Directory.Move(Path.Combine(_root, oldest), path);
            _bytes -= _entries[oldest].Size;
            _entries.Remove(oldest);
            dropped.Add(path);
        }

        return dropped;
    }

    private string Unfinished() => Path.Combine(_root, UnfinishedPrefix + Guid.CreateVersion7().ToString("N"));

    private string? Oldest() => _entries
        .Where(pair => pair.Value.Pins == 0)
        .OrderBy(pair => pair.Value.UsedAt)
        .Select(pair => pair.Key)
        .FirstOrDefault();

    private void Recover(string path)
    {
        var size = Path.Combine(path, SizeName);
        if (!Path.GetFileName(path).StartsWith(UnfinishedPrefix, StringComparison.Ordinal)
            && File.Exists(size)
            && long.TryParse(File.ReadAllText(size), out var bytes))
        {
            _entries.Add(Path.GetFileName(path), new DiskCacheEntry(bytes) { UsedAt = ++_uses });
            _bytes += bytes;
        }
        else
        {
            Directory.Delete(path, recursive: true);
        }
    }
}
