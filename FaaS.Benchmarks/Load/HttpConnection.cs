using System.Net.Sockets;

namespace FaaS.Benchmarks.Load;

/// <summary>
/// One kept-alive HTTP/1.1 connection that sends the same requests again and again. HttpClient would cost more than
/// what is measured.
/// </summary>
internal sealed class HttpConnection : ICaller
{
    private readonly Socket _socket;
    private readonly IReadOnlyList<ReadOnlyMemory<byte>> _requests;
    private readonly byte[] _buffer = new byte[64 * 1024];

    private int _next;

    private HttpConnection(Socket socket, IReadOnlyList<ReadOnlyMemory<byte>> requests)
        => (_socket, _requests) = (socket, requests);

    public static async Task<HttpConnection> OpenAsync(HttpTarget target, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(target.Server, cancellationToken);
        return new(socket, target.Requests);
    }

    /// <summary>Returns after the whole body has come.</summary>
    public async ValueTask<string?> CallAsync(CancellationToken cancellationToken)
    {
        await SendAllAsync(_requests[_next], cancellationToken);
        _next = (_next + 1) % _requests.Count;

        var buffered = 0;
        int headerLength;
        do
        {
            buffered += await ReceiveAsync(_buffer.AsMemory(buffered), cancellationToken);
            headerLength = _buffer.AsSpan(0, buffered).IndexOf("\r\n\r\n"u8) + 4;
        }
        while (headerLength < 4);

        var head = ResponseHead.Parse(_buffer.AsSpan(0, headerLength));
        if (head.ContentLength is { } length)
        {
            await SkipAsync(length - (buffered - headerLength), cancellationToken);
        }
        else
        {
            await SkipChunksAsync(buffered, cancellationToken);
        }

        return head.Status is >= 200 and < 300 ? null : $"HTTP {head.Status}";
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private async ValueTask SkipAsync(int missing, CancellationToken cancellationToken)
    {
        while (missing > 0)
        {
            missing -= await ReceiveAsync(_buffer, cancellationToken);
        }

        if (missing < 0)
        {
            throw new InvalidDataException("The server sent more than it announced.");
        }
    }

    // Only short JSON comes in chunks, and its end cannot be in the middle of JSON.
    private async ValueTask SkipChunksAsync(int buffered, CancellationToken cancellationToken)
    {
        while (!_buffer.AsSpan(0, buffered).EndsWith("\r\n0\r\n\r\n"u8))
        {
            buffered += await ReceiveAsync(_buffer.AsMemory(buffered), cancellationToken);
        }
    }

    private async ValueTask SendAllAsync(ReadOnlyMemory<byte> request, CancellationToken cancellationToken)
    {
        while (!request.IsEmpty)
        {
            request = request[await _socket.SendAsync(request, cancellationToken)..];
        }
    }

    private async ValueTask<int> ReceiveAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        var received = await _socket.ReceiveAsync(destination, cancellationToken);
        return received > 0 ? received : throw new IOException("The server closed the connection inside an answer.");
    }
}
