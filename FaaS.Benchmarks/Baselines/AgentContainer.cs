using System.Net.Sockets;
using FaaS.Benchmarks.Docker;

namespace FaaS.Benchmarks.Baselines;

/// <summary>The agent of a runtime in a container of its image, which calls at a socket with code beside it.</summary>
internal sealed class AgentContainer : IAsyncDisposable
{
    private const UnixFileMode OpenToAll = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private readonly DockerEngine _docker;
    private readonly string _image;
    private readonly DirectoryInfo _directory;
    private string? _container;

    private AgentContainer(DockerEngine docker, string image, DirectoryInfo directory)
        => (_docker, _image, _directory) = (docker, image, directory);

    /// <summary>Where somebody has to listen before the container is started.</summary>
    public string SocketPath => Path.Combine(_directory.FullName, "run", "agent.sock");

    private string CodePath => Path.Combine(_directory.FullName, "code");

    public static async Task<AgentContainer> PrepareAsync(
        DockerEngine docker, string image, Hello hello, CancellationToken cancellationToken)
    {
        var container = new AgentContainer(docker, image, Directory.CreateTempSubdirectory("faas-bench-"));
        var (run, code) = (Directory.GetParent(container.SocketPath)!, new DirectoryInfo(container.CodePath));
        run.Create();
        code.Create();
        var file = Path.Combine(code.FullName, hello.File);
        await File.WriteAllTextAsync(file, hello.Source, cancellationToken);
        Array.ForEach([container._directory.FullName, run.FullName, code.FullName, file], Open);
        return container;
    }

    /// <summary>A door that the container's user may knock at.</summary>
    public static Socket Listen(string path)
    {
        var door = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        door.Bind(new UnixDomainSocketEndPoint(path));
        Open(path);
        door.Listen(1);
        return door;
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var mounts = new Dictionary<string, string>
        {
            ["/run/faas"] = Path.GetDirectoryName(SocketPath)!,
            ["/code"] = CodePath,
        };
        _container = await _docker.CreateAsync(new(_image) { Mounts = mounts }, cancellationToken);
        await _docker.StartAsync(_container, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_container is not null)
        {
            await _docker.RemoveAsync(_container, CancellationToken.None);
        }

        _directory.Delete(recursive: true);
    }

    private static void Open(string path) => File.SetUnixFileMode(path, OpenToAll);
}
