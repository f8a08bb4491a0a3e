using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Options;

namespace FaaS.Worker.Dispatchers;

/// <summary>Opens the duplex stream to a dispatcher: an HTTP request that is upgraded to frames.</summary>
internal sealed class DispatcherDialer(IOptions<WorkerOptions> worker) : IDisposable
{
    private const string ProtocolName = "faas-frames";

    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        PooledConnectionLifetime = TimeSpan.Zero,
    });

    /// <exception cref="IOException">The dispatcher cannot be reached, or does not let this worker in.</exception>
    public async Task<Stream> DialAsync(Uri dispatcher, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(dispatcher, "/workers/connect"))
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", worker.Value.JoinToken);
        request.Headers.TryAddWithoutValidation("Connection", "Upgrade");
        request.Headers.TryAddWithoutValidation("Upgrade", ProtocolName);

        HttpResponseMessage response;
        try
        {
            response = await _http.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException exception)
        {
            throw new IOException($"{dispatcher} cannot be reached.", exception);
        }

        if (response.StatusCode is not HttpStatusCode.SwitchingProtocols)
        {
            using (response)
            {
                throw new IOException(response.StatusCode is HttpStatusCode.Unauthorized
                    ? $"{dispatcher} does not accept this worker's join token (Worker:JoinToken)."
                    : $"{dispatcher} answered {(int)response.StatusCode} instead of switching to frames.");
            }
        }

        // The connection lives in this stream; disposing of the response would close it.
        return await response.Content.ReadAsStreamAsync(cancellationToken);
    }

    public void Dispose() => _http.Dispose();
}
