using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;

namespace FaaS.Worker.Sandboxes;

/// <summary>The unix socket of one sandbox: lets exactly one peer in, then is gone.</summary>
internal sealed class AgentDoor : IDisposable
{
    private const string SocketName = "agent.sock";
    private const UnixFileMode ConnectableByAll =
        UnixFileMode.UserRead | UnixFileMode.UserWrite
        | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    private readonly SafeFileHandle _directory;
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly string _path;

    public AgentDoor(string directory)
    {
        _path = Path.Combine(directory, SocketName);
        _directory = Libc.OpenDirectory(directory);
        try
        {
            // A socket's address holds 107 bytes, which a long Worker:Directory exceeds; its descriptor never does.
            _listener.Bind(new UnixDomainSocketEndPoint(
                $"/proc/self/fd/{_directory.DangerousGetHandle()}/{SocketName}"));
            File.SetUnixFileMode(_path, ConnectableByAll);
            _listener.Listen(1);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public async Task<Socket> AcceptAsync(CancellationToken cancellationToken)
    {
        var peer = await _listener.AcceptAsync(cancellationToken);
        Dispose();
        return peer;
    }

    public void Dispose()
    {
        // Unlinks by the descriptor's path, so the descriptor has to go last.
        _listener.Dispose();
        File.Delete(_path);
        _directory.Dispose();
    }
}
