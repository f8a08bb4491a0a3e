using System.Net;
using System.Text;

namespace FaaS.Benchmarks.Load;

/// <summary>Where load goes, and the requests as they stand on the wire, sent in turn.</summary>
internal sealed record HttpTarget(EndPoint Server, params IReadOnlyList<ReadOnlyMemory<byte>> Requests)
{
    public static HttpTarget Get(Uri server, IEnumerable<string> paths) => new(
        EndPointOf(server),
        [
            .. paths.Select(path => (ReadOnlyMemory<byte>)Encoding.ASCII.GetBytes(
                $"GET {path} HTTP/1.1\r\nHost: {server.Authority}\r\n\r\n")),
        ]);

    public static HttpTarget Post(Uri url, ReadOnlySpan<byte> body, string contentType = "application/json")
    {
        var head = $"POST {url.PathAndQuery} HTTP/1.1\r\nHost: {url.Authority}\r\n"
            + $"Content-Type: {contentType}\r\nContent-Length: {body.Length}\r\n\r\n";
        byte[] request = [.. Encoding.ASCII.GetBytes(head), .. body];
        return new(EndPointOf(url), request);
    }

    public async ValueTask<ICaller> DialAsync(CancellationToken cancellationToken)
        => await HttpConnection.OpenAsync(this, cancellationToken);

    private static EndPoint EndPointOf(Uri url) => IPAddress.TryParse(url.Host, out var address)
        ? new IPEndPoint(address, url.Port)
        : url.IsLoopback ? new IPEndPoint(IPAddress.Loopback, url.Port) : new DnsEndPoint(url.Host, url.Port);
}
