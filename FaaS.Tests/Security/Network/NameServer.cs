using System.Net;
using System.Net.Sockets;

namespace FaaS.Tests.Security.Network;

/// <summary>Answers every question for a name, over UDP, with one address.</summary>
internal sealed class NameServer : IDisposable
{
    private const int Port = 53;
    private const int HeaderLength = 12;

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly IPAddress _answer;

    private NameServer(IPAddress answer) => _answer = answer;

    public int Questions { get; private set; }

    public static NameServer Listen(string address, string answer)
    {
        var server = new NameServer(IPAddress.Parse(answer));
        server._socket.Bind(new IPEndPoint(IPAddress.Parse(address), Port));
        _ = server.AnswerAsync();
        return server;
    }

    public void Dispose() => _socket.Dispose();

    private async Task AnswerAsync()
    {
        var buffer = new byte[512];
        try
        {
            while (true)
            {
                var received = await _socket.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0));
                Questions++;
                await _socket.SendToAsync(Answer(buffer.AsSpan(0, received.ReceivedBytes)), received.RemoteEndPoint);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Closed: the test is over.
        }
    }

    // RFC 1035, 4.1: the question again, and for an A record one answer that points back at its name.
    private byte[] Answer(ReadOnlySpan<byte> question)
    {
        var end = HeaderLength + question[HeaderLength..].IndexOf((byte)0) + 1;
        var isForAddress = question[end + 1] == 1;
        byte[] header = [question[0], question[1], 0x81, 0x80, 0, 1, 0, (byte)(isForAddress ? 1 : 0), 0, 0, 0, 0];
        byte[] record = [0xc0, HeaderLength, 0, 1, 0, 1, 0, 0, 0, 1, 0, 4, .. _answer.GetAddressBytes()];
        return [.. header, .. question[HeaderLength..(end + 4)], .. isForAddress ? record : []];
    }
}
