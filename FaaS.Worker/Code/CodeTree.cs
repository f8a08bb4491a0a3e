namespace FaaS.Worker.Code;

/// <summary>
/// Read-only files in the cache. Sandboxes get hard links to them, so removing a tree takes nothing from a sandbox
/// that has it. Dispose of it when the links are made.
/// </summary>
internal sealed class CodeTree(DiskCache cache, string key, string path) : IDisposable
{
    private const UnixFileMode Traversable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    public string Path { get; } = path;

    public void LinkInto(string directory)
    {
        foreach (var entry in new DirectoryInfo(Path).EnumerateFileSystemInfos("*", SearchOption.AllDirectories))
        {
            var target = System.IO.Path.Combine(directory, System.IO.Path.GetRelativePath(Path, entry.FullName));
            if (entry is DirectoryInfo)
            {
                Directory.CreateDirectory(target, Traversable);
            }
            else
            {
                LinkFile(entry.FullName, target);
            }
        }
    }

    /// <summary>Links the tree's only file under another name.</summary>
    public void LinkSingle(string directory, string name)
        => LinkFile(Directory.GetFiles(Path).Single(), System.IO.Path.Combine(directory, name));

    public void Dispose() => cache.Unpin(key);

    private static void LinkFile(string file, string target)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(target)!, Traversable);
        Libc.HardLink(file, target);
    }
}
