using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace FaaS.Worker.Sandboxes;

/// <summary>
/// What the kernel accounts to one sandbox, and its limits. The files are opened once: reading one costs a system
/// call, and a handle still tells when the folder is gone.
/// </summary>
internal sealed class Cgroup : IDisposable
{
    private const int CpuPeriodMicroseconds = 100_000;

    private readonly CgroupPaths _paths;
    private readonly SafeFileHandle? _cpu;
    private readonly SafeFileHandle? _peak;
    private readonly SafeFileHandle? _oom;
    private bool _canResetPeak = true;

    public Cgroup(CgroupPaths paths)
    {
        _paths = paths;
        _cpu = Open(paths.CpuAccounting, "cpuacct.usage", "cpu.stat", FileAccess.Read);
        _peak = Open(paths.Memory, "memory.max_usage_in_bytes", "memory.peak", FileAccess.ReadWrite);
        _oom = Open(paths.Memory, "memory.oom_control", "memory.events", FileAccess.Read);
    }

    public static Cgroup? Of(int pid)
    {
        try
        {
            return new Cgroup(CgroupPaths.Parse(
                File.ReadAllText($"/proc/{pid}/cgroup"), File.ReadAllText("/proc/self/mountinfo")));
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Null when it cannot be read.</summary>
    public TimeSpan? CpuTime => _paths.CpuAccounting switch
    {
        null => null,
        { IsUnified: true } => Field(_cpu, "usage_usec ") is { } microseconds
            ? TimeSpan.FromMicroseconds(microseconds)
            : null,
        _ => Field(_cpu, "") is { } nanoseconds ? TimeSpan.FromTicks(nanoseconds / TimeSpan.NanosecondsPerTick) : null,
    };

    /// <summary>Since the last <see cref="ResetPeak"/> where the kernel can do that, else since the start.</summary>
    public long? PeakMemoryBytes => Field(_peak, "");

    public long OomKills => Field(_oom, "oom_kill ") ?? 0;

    public void ResetPeak()
    {
        if (_peak is null || !_canResetPeak)
        {
            return;
        }

        try
        {
            RandomAccess.Write(_peak, "0"u8, 0);
        }
        catch (Exception exception)
            when (exception is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            _canResetPeak = false;
        }
    }

    /// <summary>False when the files cannot be written; the daemon can then be asked.</summary>
    public bool TrySetLimits(SandboxLimits limits)
    {
        if (_paths is not { Memory: { } memory, Cpu: { } cpu })
        {
            return false;
        }

        try
        {
            SetMemory(memory, limits.MemoryBytes);
            SetCpu(cpu, (long)(limits.Cpu * CpuPeriodMicroseconds));
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        _cpu?.Dispose();
        _peak?.Dispose();
        _oom?.Dispose();
    }

    private static void SetMemory(CgroupFolder folder, long bytes)
    {
        if (folder.IsUnified)
        {
            Write(folder, "memory.max", bytes);
            return;
        }

        // Memory with swap may never be less than memory alone, so the order depends on the direction.
        var both = Path.Combine(folder.Path, "memory.memsw.limit_in_bytes");
        var grows = bytes > ReadNumber(folder, "memory.limit_in_bytes");
        if (grows && File.Exists(both))
        {
            Write(folder, "memory.memsw.limit_in_bytes", bytes);
        }

        Write(folder, "memory.limit_in_bytes", bytes);
        if (!grows && File.Exists(both))
        {
            Write(folder, "memory.memsw.limit_in_bytes", bytes);
        }
    }

    private static void SetCpu(CgroupFolder folder, long quotaMicroseconds)
    {
        if (folder.IsUnified)
        {
            File.WriteAllText(
                Path.Combine(folder.Path, "cpu.max"),
                string.Create(CultureInfo.InvariantCulture, $"{quotaMicroseconds} {CpuPeriodMicroseconds}"));
        }
        else
        {
            Write(folder, "cpu.cfs_quota_us", quotaMicroseconds);
        }
    }

    private static void Write(CgroupFolder folder, string file, long value)
        => File.WriteAllText(Path.Combine(folder.Path, file), value.ToString(CultureInfo.InvariantCulture));

    private static long ReadNumber(CgroupFolder folder, string file)
        => long.Parse(File.ReadAllText(Path.Combine(folder.Path, file)), CultureInfo.InvariantCulture);

    private static SafeFileHandle? Open(CgroupFolder? folder, string legacy, string unified, FileAccess access)
    {
        if (folder is null)
        {
            return null;
        }

        var path = Path.Combine(folder.Path, folder.IsUnified ? unified : legacy);
        try
        {
            return File.OpenHandle(path, FileMode.Open, access, FileShare.ReadWrite);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return access is FileAccess.Read ? null : Open(folder, legacy, unified, FileAccess.Read);
        }
    }

    /// <param name="name">With its blank; empty for a file that is one number.</param>
    private static long? Field(SafeFileHandle? file, string name)
    {
        if (file is null)
        {
            return null;
        }

        Span<byte> text = stackalloc byte[1024];
        Span<byte> key = stackalloc byte[name.Length];
        Encoding.ASCII.GetBytes(name, key);
        try
        {
            text = text[..RandomAccess.Read(file, text, 0)];
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The container has ended and its cgroup is gone.
            return null;
        }

        foreach (var range in text.Split((byte)'\n'))
        {
            var line = text[range];
            if (line.StartsWith(key) && Utf8Parser.TryParse(line[key.Length..], out long value, out _))
            {
                return value;
            }
        }

        return null;
    }
}
