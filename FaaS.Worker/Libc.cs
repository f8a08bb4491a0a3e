using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace FaaS.Worker;

/// <summary>The system calls that .NET does not offer. The numbers are the same on every architecture.</summary>
internal static partial class Libc
{
    private const int PidfdSendSignalCall = 424;
    private const int PidfdOpenCall = 434;
    private const int SigKill = 9;
    private const int NoSuchProcess = 3;
    private const int OthersMayNotWrite = 0x12;
    private const int OpenPathDirectoryCloexec = 0x200000 | 0x10000 | 0x80000;

    public static void HardLink(string existing, string created)
    {
        if (link(existing, created) != 0)
        {
            throw new IOException(
                $"{existing} cannot be linked to {created}.", new Win32Exception(Marshal.GetLastPInvokeError()));
        }
    }

    /// <summary>A handle that stands for the process even when its id is another's by now. Null: it is gone.</summary>
    public static SafeFileHandle? OpenProcess(int pid)
    {
        var descriptor = syscall(PidfdOpenCall, pid, 0, 0, 0);
        return descriptor < 0 ? null : new SafeFileHandle(descriptor, ownsHandle: true);
    }

    /// <summary>False when it may live on, because the worker has no right to signal it.</summary>
    public static bool Kill(SafeFileHandle process)
        => syscall(PidfdSendSignalCall, process, SigKill, 0, 0) == 0
            || Marshal.GetLastPInvokeError() == NoSuchProcess;

    /// <summary>Files and folders get the modes that they are created with, for everybody but writers.</summary>
    public static void LetOthersRead() => _ = umask(OthersMayNotWrite);

    public static SafeFileHandle OpenDirectory(string path)
    {
        var descriptor = open(path, OpenPathDirectoryCloexec);
        return descriptor < 0
            ? throw new IOException($"{path} cannot be opened.", new Win32Exception(Marshal.GetLastPInvokeError()))
            : new SafeFileHandle(descriptor, ownsHandle: true);
    }

#pragma warning disable IDE1006, SYSLIB1045 // The names are those of the C library.
    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int link(string existing, string created);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc")]
    private static partial uint umask(uint mask);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint syscall(nint number, nint first, nint second, nint third, nint fourth);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint syscall(nint number, SafeFileHandle first, nint second, nint third, nint fourth);
#pragma warning restore IDE1006, SYSLIB1045
}
