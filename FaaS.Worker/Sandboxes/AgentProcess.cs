using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace FaaS.Worker.Sandboxes;

/// <summary>
/// The first process of a sandbox, found from the one that connected, whose id comes from the kernel. When the first
/// one is killed, the kernel kills everything in its container, without the daemon and whatever the others ignore.
/// </summary>
internal sealed class AgentProcess : IDisposable
{
    private const int SolSocket = 1;
    private const int SoPeerCred = 17;
    private const int MaxAncestors = 8;

    private readonly SafeFileHandle _handle;

    public AgentProcess(int pid, SafeFileHandle handle)
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
        var pid = FirstOf(MemoryMarshal.Read<int>(credentials));
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

    /// <summary>False when it may live on, because the worker has no right to signal it.</summary>
    public bool Kill()
    {
        try
        {
            return Libc.Kill(_handle);
        }
        catch (ObjectDisposedException)
        {
            // Its container is gone.
            return true;
        }
    }

    public void Dispose() => _handle.Dispose();

    private static int FirstOf(int pid)
    {
        var ancestor = pid;
        for (var i = 0; i < MaxAncestors && ancestor > 0; i++)
        {
            var (parent, numberInside) = FamilyOf(ancestor);
            if (numberInside == 1)
            {
                return ancestor;
            }

            ancestor = parent;
        }

        return pid;
    }

    // A line of it is "NSpid:", then its numbers from the outermost namespace to its own.
    private static (int Parent, int NumberInside) FamilyOf(int pid)
    {
        var (parent, numberInside) = (0, 0);
        try
        {
            foreach (var line in File.ReadLines($"/proc/{pid}/status"))
            {
                if (line.StartsWith("PPid:", StringComparison.Ordinal))
                {
                    parent = LastNumberOf(line);
                }
                else if (line.StartsWith("NSpid:", StringComparison.Ordinal))
                {
                    numberInside = LastNumberOf(line);
                    break;
                }
            }
        }
        catch (IOException)
        {
            // It has ended; the worker sees that in the connection.
        }

        return (parent, numberInside);
    }

    private static int LastNumberOf(string line)
        => int.Parse(line.AsSpan(line.LastIndexOf('\t') + 1), CultureInfo.InvariantCulture);

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
