using System.Globalization;

namespace FaaS.AppHost.LocalHost;

/// <summary>Finds out which process listens on a TCP port, for an error message that helps.</summary>
internal static class PortOwner
{
    private const string Listening = "0A";
    private static readonly string[] Tables = ["/proc/net/tcp", "/proc/net/tcp6"];

    /// <summary>"name (pid 123)", or words for a process that we may not look at.</summary>
    public static string Of(int port)
    {
        var sockets = ListeningSockets(port).ToHashSet(StringComparer.Ordinal);
        var owner = Directory.EnumerateDirectories("/proc")
            .FirstOrDefault(process => int.TryParse(Path.GetFileName(process), out _) && Holds(process, sockets));

        return owner is null
            ? "a process of another user"
            : $"{File.ReadAllText(Path.Combine(owner, "comm")).Trim()} (pid {Path.GetFileName(owner)})";
    }

    private static IEnumerable<string> ListeningSockets(int port)
    {
        var suffix = ":" + port.ToString("X4", CultureInfo.InvariantCulture);
        return Tables
            .Where(File.Exists)
            .SelectMany(File.ReadLines)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(column => column.Length > 9 && column[3] == Listening)
            .Where(column => column[1].EndsWith(suffix, StringComparison.Ordinal))
            .Select(column => $"socket:[{column[9]}]");
    }

    private static bool Holds(string process, HashSet<string> sockets)
    {
        try
        {
            return Directory.EnumerateFiles(Path.Combine(process, "fd"))
                .Any(file => new FileInfo(file).LinkTarget is { } target && sockets.Contains(target));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Ended in the meantime, or not ours to look into.
            return false;
        }
    }
}
