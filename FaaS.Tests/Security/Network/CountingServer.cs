using System.Net;
using System.Net.Sockets;
using System.Text;

namespace FaaS.Tests.Security.Network;

/// <summary>Greets whoever connects or sends a datagram, and counts them.</summary>
internal sealed class CountingServer : IDisposable
{
    private readonly List<Socket> _sockets = [];
    private int _visits;

    private CountingServer()
    {
    }

    public int Port { get; private init; }

    public int Visits => Volatile.Read(ref _visits);

    /// <summary>On every address of the network that the calling thread is in, TCP, and UDP on those named.</summary>
    public static CountingServer Listen(int port, params IEnumerable<IPAddress> datagramAddresses)
    {
        var tcp = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        tcp.Bind(new IPEndPoint(IPAddress.Any, port));
        tcp.Listen();
        var server = new CountingServer { Port = ((IPEndPoint)tcp.LocalEndPoint!).Port };
        server._sockets.Add(tcp);
        _ = server.AcceptAsync(tcp);
        foreach (var address in datagramAddresses)
        {
            var udp = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            udp.Bind(new IPEndPoint(address, server.Port));
            server._sockets.Add(udp);
            _ = server.AnswerAsync(udp, address);
        }

        return server;
    }

    public void Dispose() => _sockets.ForEach(socket => socket.Dispose());

    private static byte[] GreetingFrom(IPAddress address) => Encoding.ASCII.GetBytes($"hello from {address}");

    private async Task AcceptAsync(Socket listener)
    {
        try
        {
            while (true)
            {
                using var visitor = await listener.AcceptAsync();
                var address = ((IPEndPoint)visitor.LocalEndPoint!).Address;
                Interlocked.Increment(ref _visits);
                await visitor.SendAsync(GreetingFrom(address));
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Closed: the test is over.
        }
    }

    private async Task AnswerAsync(Socket socket, IPAddress address)
    {
        var buffer = new byte[64];
        try
        {
            while (true)
            {
                var received = await socket.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0));
                Interlocked.Increment(ref _visits);
                await socket.SendToAsync(GreetingFrom(address), received.RemoteEndPoint);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Closed: the test is over.
        }
    }
}
