namespace FaaS.Worker.Sandboxes;

/// <summary>The two folders of one sandbox that its container sees, both read-only from the inside.</summary>
internal sealed class SandboxDirectory(string path)
{
    // The folder above is closed to everybody else; the container's user has to get through these.
    private const UnixFileMode ReadableByAll =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    public string SocketDirectory { get; } = Path.Combine(path, "run");

    public string CodeDirectory { get; } = Path.Combine(path, "code");

    public void Create()
    {
        Directory.CreateDirectory(path, ReadableByAll);
        Directory.CreateDirectory(SocketDirectory, ReadableByAll);
        Directory.CreateDirectory(CodeDirectory, ReadableByAll);
    }

    public void Delete()
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
    }
}
