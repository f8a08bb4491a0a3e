using System.Globalization;

namespace FaaS.Benchmarks.Platform;

/// <summary>What the kernel says about one process.</summary>
internal static class ProcessFigures
{
    /// <summary>Empty once it has ended.</summary>
    public static string CommandLine(int process) => TryRead($"/proc/{process}/cmdline").Replace('\0', ' ').TrimEnd();

    /// <summary>Empty once it has ended.</summary>
    public static string Name(int process) => TryRead($"/proc/{process}/comm").TrimEnd();

    /// <summary>0 once it has ended.</summary>
    public static double WorkingSetMb(int process) => KilobytesOf($"/proc/{process}/status", "VmRSS:") / 1024;

    /// <summary>Its own pages, and its share of those that it shares. 0 once it has ended.</summary>
    public static double ProportionalMb(int process) => KilobytesOf($"/proc/{process}/smaps_rollup", "Pss:") / 1024;

    public static int OpenFiles(int process) => Directory.EnumerateFileSystemEntries($"/proc/{process}/fd").Count();

    public static int Sockets(int process) => Directory.EnumerateFileSystemEntries($"/proc/{process}/fd")
        .Count(file => new FileInfo(file).LinkTarget?.StartsWith("socket:", StringComparison.Ordinal) is true);

    public static double CpuMs(int process)
    {
        const double MsPerTick = 10;
        var status = File.ReadAllText($"/proc/{process}/stat");
        var fields = status[(status.LastIndexOf(')') + 2)..].Split(' ');
        return (Number(fields[11]) + Number(fields[12])) * MsPerTick;
    }

    /// <summary>What it was started with.</summary>
    public static string? EnvironmentOf(int process, string name)
        => File.ReadAllText($"/proc/{process}/environ").Split('\0')
            .FirstOrDefault(entry => entry.StartsWith(name + '=', StringComparison.Ordinal))?[(name.Length + 1)..];

    private static string TryRead(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static double KilobytesOf(string path, string field)
    {
        var line = TryRead(path).Split('\n').FirstOrDefault(line => line.StartsWith(field, StringComparison.Ordinal));
        return line is null ? 0 : Number(line[field.Length..].Replace("kB", "", StringComparison.Ordinal));
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
