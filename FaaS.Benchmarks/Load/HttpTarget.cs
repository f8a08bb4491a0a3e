using System.Net;
using System.Text;

namespace FaaS.Benchmarks.Load;

/// <summary>Where load goes, and the request as it stands on the wire.</summary>
internal sealed record HttpTarget(EndPoint Server, ReadOnlyMemory<byte> Request)
{
    public static HttpTarget Post(Uri url, ReadOnlySpan<byte> body, string contentType = "application/json")
    {
        var head = $"POST {url.PathAndQuery} HTTP/1.1\r\nHost: {url.Authority}\r\n"
            + $"Content-Type: {contentType}\r\nContent-Length: {body.Length}\r\n\r\n";
        byte[] request = [.. Encoding.ASCII.GetBytes(head), .. body];
        EndPoint server = IPAddress.TryParse(url.Host, out var address)
            ? new IPEndPoint(address, url.Port)
            : url.IsLoopback ? new IPEndPoint(IPAddress.Loopback, url.Port) : new DnsEndPoint(url.Host, url.Port);
        return new(server, request);
    }

    public async ValueTask<ICaller> DialAsync(CancellationToken cancellationToken)
        => await HttpConnection.OpenAsync(this, cancellationToken);
}
