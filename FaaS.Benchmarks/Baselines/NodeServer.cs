using System.Diagnostics;
using System.Net.Sockets;

namespace FaaS.Benchmarks.Baselines;

/// <summary>B2: a bare Node HTTP server on loopback that does the same work as the hello function.</summary>
internal sealed class NodeServer : IAsyncDisposable
{
    private readonly Process _process;

    private NodeServer(Process process, Uri url) => (_process, Url) = (process, url);

    public Uri Url { get; }

    public static async Task<NodeServer> StartAsync(CancellationToken cancellationToken)
    {
        var port = FreePort.Find();
        var script = Path.Combine(AppContext.BaseDirectory, "Baselines", "server.js");
        var process = Process.Start("node", [script, $"{port}"]);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(10));
        while (!await AcceptsAsync(port, patience.Token))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), patience.Token);
        }

        return new(process, new Uri($"http://127.0.0.1:{port}/"));
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task<bool> AcceptsAsync(int port, CancellationToken cancellationToken)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync("127.0.0.1", port, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
