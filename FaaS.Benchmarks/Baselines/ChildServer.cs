using System.Diagnostics;
using System.Net.Sockets;
using FaaS.Benchmarks.Load;

namespace FaaS.Benchmarks.Baselines;

/// <summary>A server in a process of its own, whose CPU is not the load generator's.</summary>
internal sealed class ChildServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    private ChildServer(Process process, Uri url) => (_process, Url) = (process, url);

    public Uri Url { get; }

    /// <summary>B1: Kestrel, with nothing behind it, that answers with the body it got.</summary>
    public static Task<ChildServer> KestrelEchoAsync(CancellationToken cancellationToken)
        => StartOwnAsync(KestrelEcho.Command, [], cancellationToken);

    /// <summary>The first process of B5.</summary>
    public static Task<ChildServer> ChainFrontAsync(Uri relay, CancellationToken cancellationToken)
        => StartOwnAsync(ChainFront.Command, [$"{relay.Port}"], cancellationToken);

    /// <summary>The second process of B5. It stands once an agent has called at each of the sockets.</summary>
    public static Task<ChildServer> ChainRelayAsync(
        Hello hello, IEnumerable<string> sockets, CancellationToken cancellationToken)
        => StartOwnAsync(ChainRelay.Command, [hello.Runtime, .. sockets], cancellationToken);

    /// <summary>B2: a bare Node HTTP server that does the same work as the hello function.</summary>
    public static Task<ChildServer> NodeHelloAsync(CancellationToken cancellationToken)
        => StartAsync(
            "node",
            port => [Path.Combine(AppContext.BaseDirectory, "Baselines", "server.js"), $"{port}"],
            cancellationToken);

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    /// <summary>A process of this program, whose command line is a word, a port and the rest.</summary>
    private static Task<ChildServer> StartOwnAsync(
        string command, string[] rest, CancellationToken cancellationToken)
    {
        var isHosted = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet";
        string[] program = isHosted ? [typeof(ChildServer).Assembly.Location] : [];
        return StartAsync(
            Environment.ProcessPath!, port => [.. program, command, $"{port}", .. rest], cancellationToken);
    }

    private static async Task<ChildServer> StartAsync(
        string program, Func<int, string[]> argumentsFor, CancellationToken cancellationToken)
    {
        var port = FreePort.Find();
        var start = new ProcessStartInfo(program, argumentsFor(port));
        SocketEngine.RemoveFrom(start.Environment);
        var server = new ChildServer(Process.Start(start)!, new Uri($"http://127.0.0.1:{port}/"));
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            while (!await AcceptsAsync(port, patience.Token))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), patience.Token);
            }

            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
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
