using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace FaaS.Tests.Infrastructure.Stores;

/// <summary>
/// A server that lives in a directory of its own and dies, directory and all, with this process, however this process
/// ends: a shell in between holds the other end of a pipe and cleans up when it closes.
/// </summary>
internal sealed class GuardedProcess : IAsyncDisposable
{
    private const string Guard = """
        signal=$1 directory=$2; shift 2
        "$@" & server=$!
        echo "$server" > "$directory/guarded.pid"
        cat > /dev/null
        kill -s "$signal" "$server" 2> /dev/null
        kill -s CONT "$server" 2> /dev/null
        wait "$server"
        rm -rf -- "$directory"
        """;

    private readonly Process _guard;
    private readonly string _log;
    private int _stopped;

    private GuardedProcess(Process guard, string log)
    {
        _guard = guard;
        _log = log;
    }

    public string LogPath => _log;

    public static string NewDirectory(string name) => Directory.CreateTempSubdirectory($"faas-test-{name}-").FullName;

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public static GuardedProcess Start(string directory, string stopSignal, params IEnumerable<string> command)
    {
        var log = Path.Combine(directory, "server.log");
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true, WorkingDirectory = directory };
        var script = $"exec > '{log}' 2>&1\n{Guard}";
        foreach (var argument in (string[])["-c", script, "sh", stopSignal, directory, .. command])
        {
            start.ArgumentList.Add(argument);
        }

        return new(Process.Start(start)!, log);
    }

    /// <summary>By itself; the guard, which has not asked for it, leaves it as a zombie.</summary>
    public bool HasEnded
    {
        get
        {
            var status = $"/proc/{ReadPid()}/status";
            return !File.Exists(status) || File.ReadAllText(status).Contains("State:\tZ", StringComparison.Ordinal);
        }
    }

    /// <summary>Ends it as a crash would; its directory stays until this is disposed of.</summary>
    public Task CrashAsync(CancellationToken cancellationToken)
        => Commands.RunAsync(cancellationToken, "kill", "-s", "KILL", ReadPid());

    private string ReadPid()
        => File.ReadAllText(Path.Combine(Path.GetDirectoryName(_log)!, "guarded.pid")).Trim();

    public async Task ReadyAsync(Func<Task<bool>> probe, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        try
        {
            while (!await probe())
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), limit.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            var output = File.Exists(_log) ? await File.ReadAllTextAsync(_log, cancellationToken) : "";
            throw new TimeoutException($"The server did not become ready within 30 s. It said:\n{output}");
        }
    }

    /// <summary>Sends a signal to the server itself, like <c>KILL</c> or <c>STOP</c>.</summary>
    public Task SignalAsync(string signal, CancellationToken cancellationToken)
        => Commands.RunAsync(cancellationToken, "kill", "-s", signal, ReadPid());

    /// <summary>Lets it go on if it was stopped; nothing happens when it has ended.</summary>
    public Task ResumeAsync(CancellationToken cancellationToken)
        => Commands.RunAsync(cancellationToken, "sh", "-c", $"kill -s CONT {ReadPid()} 2> /dev/null || true");

    public static async Task<bool> AcceptsConnectionsAsync(int port)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _stopped, 1) == 1)
        {
            return;
        }

        _guard.StandardInput.Close();
        await _guard.WaitForExitAsync();
        _guard.Dispose();
    }
}
