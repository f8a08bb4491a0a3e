using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;

namespace FaaS.Benchmarks.Load;

/// <summary>
/// One kept-alive HTTP/1.1 connection that sends the same bytes again and again. HttpClient would cost more than what
/// is measured.
/// </summary>
internal sealed class HttpConnection : IAsyncDisposable
{
    private readonly Socket _socket;
    private readonly byte[] _buffer = new byte[64 * 1024];

    private HttpConnection(Socket socket) => _socket = socket;

    public static async Task<HttpConnection> OpenAsync(EndPoint server, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server, cancellationToken);
        return new(socket);
    }

    /// <summary>The status of the answer, after its whole body has come.</summary>
    public async ValueTask<int> SendAsync(ReadOnlyMemory<byte> request, CancellationToken cancellationToken)
    {
        await SendAllAsync(request, cancellationToken);

        var buffered = 0;
        int headerLength;
        do
        {
            buffered += await ReceiveAsync(_buffer.AsMemory(buffered), cancellationToken);
            headerLength = _buffer.AsSpan(0, buffered).IndexOf("\r\n\r\n"u8) + 4;
        }
        while (headerLength < 4);

        var (status, contentLength) = ParseHead(_buffer.AsSpan(0, headerLength));
        var missing = contentLength - (buffered - headerLength);
        while (missing > 0)
        {
            missing -= await ReceiveAsync(_buffer, cancellationToken);
        }

        return missing == 0 ? status : throw new InvalidDataException("The server sent more than it announced.");
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private static (int Status, int ContentLength) ParseHead(ReadOnlySpan<byte> head)
    {
        var status = ReadNumber(head[9..]);
        var start = IndexOfIgnoringCase(head, "\r\ncontent-length: "u8);
        if (start < 0)
        {
            return status == 204 ? (status, 0) : throw new InvalidDataException("The answer has no Content-Length.");
        }

        return (status, ReadNumber(head[(start + 18)..]));
    }

    private static int ReadNumber(ReadOnlySpan<byte> text)
        => Utf8Parser.TryParse(text, out int number, out _)
            ? number
            : throw new InvalidDataException("The answer is not HTTP.");

    private static int IndexOfIgnoringCase(ReadOnlySpan<byte> head, ReadOnlySpan<byte> name)
    {
        for (var i = 0; i + name.Length <= head.Length; i++)
        {
            if (head[i] == '\r' && System.Text.Ascii.EqualsIgnoreCase(head.Slice(i, name.Length), name))
            {
                return i;
            }
        }

        return -1;
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
