using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace FaaS.Worker.Networking;

/// <summary>
/// What the kernel counts in the network namespace of a sandbox. The file is opened once: reading costs a system
/// call, and it still tells when the process is gone, until the daemon takes the interface away.
/// </summary>
internal sealed class TrafficCounters : IDisposable
{
    private const int ReceivedColumn = 0;
    private const int SentColumn = 8;
    private const int MaxLength = 4096;

    private readonly SafeFileHandle _file;

    private TrafficCounters(SafeFileHandle file) => _file = file;

    /// <summary>Null when it cannot be read.</summary>
    public static TrafficCounters? Of(int pid)
    {
        try
        {
            return new TrafficCounters(File.OpenHandle($"/proc/{pid}/net/dev"));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>All that came and went so far, but not what the sandbox said to itself. Null: it is gone.</summary>
    public Traffic? Read()
    {
        Span<byte> buffer = stackalloc byte[MaxLength];
        try
        {
            return Parse(Encoding.ASCII.GetString(buffer[..RandomAccess.Read(_file, buffer, 0)]));
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            return null;
        }
    }

    public static Traffic Parse(string text)
    {
        var (received, sent) = (0L, 0L);
        foreach (var line in text.Split('\n'))
        {
            if (line.Split(':') is [var name, var counters] && name.Trim() != "lo")
            {
                var columns = counters.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                received += long.Parse(columns[ReceivedColumn], CultureInfo.InvariantCulture);
                sent += long.Parse(columns[SentColumn], CultureInfo.InvariantCulture);
            }
        }

        return new Traffic(received, sent);
    }

    public void Dispose() => _file.Dispose();
}
