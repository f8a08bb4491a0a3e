using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace FaaS.Worker.Sandboxes;

/// <summary>
/// The first process of a sandbox, as the kernel named it when it connected. Killing it ends everything in its
/// container at once, without asking the daemon.
/// </summary>
internal sealed class AgentProcess : IDisposable
{
    private const int SolSocket = 1;
    private const int SoPeerCred = 17;

    private readonly SafeFileHandle _handle;

    private AgentProcess(int pid, SafeFileHandle handle)
    {
        Pid = pid;
        _handle = handle;
    }

    public int Pid { get; }

    /// <summary>Null where the worker cannot see the processes of its containers.</summary>
    public static AgentProcess? Find(Socket peer, string container)
    {
        Span<byte> credentials = stackalloc byte[3 * sizeof(int)];
        peer.GetRawSocketOption(SolSocket, SoPeerCred, credentials);
        var pid = MemoryMarshal.Read<int>(credentials);
        if (pid <= 0 || Libc.OpenProcess(pid) is not { } handle)
        {
            return null;
        }

        // Asked after the handle was opened, so that the number cannot mean another process by now.
        if (IsIn(pid, container))
        {
            return new AgentProcess(pid, handle);
        }

        handle.Dispose();
        return null;
    }

    public void Kill() => Libc.Kill(_handle);

    public void Dispose() => _handle.Dispose();

    private static bool IsIn(int pid, string container)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cgroup").Contains(container, StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
