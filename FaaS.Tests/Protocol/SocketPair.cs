using System.Net.Sockets;

namespace FaaS.Tests.Protocol;

/// <summary>Two connected ends of a real unix socket.</summary>
internal sealed record SocketPair(Stream Accepted, Stream Dialled) : IAsyncDisposable
{
    public static async Task<SocketPair> CreateAsync(CancellationToken cancellationToken)
    {
        var path = Path.Combine(Path.GetTempPath(), $"faas-{Guid.CreateVersion7():n}.sock");
        var endPoint = new UnixDomainSocketEndPoint(path);
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(endPoint);
        listener.Listen(1);

        var dialled = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await dialled.ConnectAsync(endPoint, cancellationToken);
        var accepted = await listener.AcceptAsync(cancellationToken);
        File.Delete(path);

        return new(new NetworkStream(accepted, ownsSocket: true), new NetworkStream(dialled, ownsSocket: true));
    }

    public async ValueTask DisposeAsync()
    {
        await Accepted.DisposeAsync();
        await Dialled.DisposeAsync();
    }
}
