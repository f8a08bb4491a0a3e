extern alias worker;

using System.Globalization;
using worker::FaaS.Worker.Sandboxes;

namespace FaaS.Tests.Security;

/// <summary>The processes of one container as the machine sees them.</summary>
internal sealed class SandboxProcesses(CgroupPaths paths)
{
    /// <summary>Null when the container has no process, or none that can be seen.</summary>
    public static SandboxProcesses? Of(string container)
    {
        var mounts = File.ReadAllText("/proc/self/mountinfo");
        foreach (var directory in Directory.EnumerateDirectories("/proc").Where(IsProcess))
        {
            if (Read(Path.Combine(directory, "cgroup")) is { } membership
                && membership.Contains(container, StringComparison.Ordinal))
            {
                return new SandboxProcesses(CgroupPaths.Parse(membership, mounts));
            }
        }

        return null;
    }

    public IReadOnlyList<int> Pids()
        => (Read(Path.Combine(paths.Memory!.Path, "cgroup.procs")) ?? "")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(pid => int.Parse(pid, CultureInfo.InvariantCulture))
            .ToArray();

    public TimeSpan CpuTime() => paths.CpuAccounting!.IsUnified
        ? TimeSpan.FromMicroseconds(long.Parse(
            Read(Path.Combine(paths.CpuAccounting.Path, "cpu.stat"))!.Split('\n')[0].Split(' ')[1],
            CultureInfo.InvariantCulture))
        : TimeSpan.FromMicroseconds(long.Parse(
            Read(Path.Combine(paths.CpuAccounting.Path, "cpuacct.usage"))!, CultureInfo.InvariantCulture) / 1000.0);

    /// <summary>A zombie runs no more; its parent has yet to hear of it.</summary>
    public static bool IsDead(int pid)
        => Read($"/proc/{pid}/stat") is not { } stat || stat[(stat.LastIndexOf(')') + 2)..][0] is 'Z' or 'X';

    public static string NameOf(int pid) => Read($"/proc/{pid}/comm")?.Trim() ?? "";

    private static bool IsProcess(string directory) => char.IsAsciiDigit(Path.GetFileName(directory)[0]);

    private static string? Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
