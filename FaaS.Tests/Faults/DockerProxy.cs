using System.Net.Sockets;
using System.Text;

namespace FaaS.Tests.Faults;

/// <summary>
/// Stands before a daemon and, when told so, makes of it one that is deadlocked: it answers all questions, but never a
/// request to start a container.
/// </summary>
internal sealed class DockerProxy : IAsyncDisposable
{
    private readonly string _upstream;
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"faas-proxy-{Guid.CreateVersion7():n}.sock");
    private readonly Socket _listener = NewSocket();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;

    public DockerProxy(string upstream)
    {
        _upstream = upstream;
        _listener.Bind(new UnixDomainSocketEndPoint(_path));
        _listener.Listen(64);
        _accepting = AcceptAsync();
    }

    public string Endpoint => $"unix://{_path}";

    public bool SwallowsStarts { get; set; }

    /// <summary>How many requests to start a container were swallowed.</summary>
    public int Swallowed { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Dispose();
        File.Delete(_path);
        _stop.Dispose();
    }

    private static Socket NewSocket() => new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptAsync(_stop.Token));
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var down = client;
        using var up = NewSocket();
        try
        {
            await up.ConnectAsync(new UnixDomainSocketEndPoint(_upstream), _stop.Token);
            await Task.WhenAny(CopyAsync(down, up, isRequest: true), CopyAsync(up, down, isRequest: false));
        }
        catch (SocketException)
        {
            // The daemon is away; the client sees its connection end.
        }
    }

    // A client sends the next request when it has the last answer, so one begins where a read does.
    private async Task CopyAsync(Socket from, Socket to, bool isRequest)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, _stop.Token) is var count and > 0)
            {
                if (isRequest && SwallowsStarts && IsStart(buffer.AsSpan(0, count)))
                {
                    Swallowed++;
                    continue;
                }

                await to.SendAsync(buffer.AsMemory(0, count), _stop.Token);
            }
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException
            or ObjectDisposedException)
        {
            // Either side has gone.
        }
    }

    private static bool IsStart(ReadOnlySpan<byte> request)
        => request.StartsWith("POST "u8) && Encoding.ASCII.GetString(request).Contains("/start HTTP/1.1");
}
