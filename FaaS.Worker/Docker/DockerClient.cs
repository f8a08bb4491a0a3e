using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Options;

namespace FaaS.Worker.Docker;

/// <summary>The few requests of the Docker Engine API that a worker makes, over the daemon's unix socket.</summary>
internal sealed class DockerClient : IDisposable
{
    private static readonly Version Preferred = new(1, 41);

    private readonly HttpClient _http;
    private readonly TimeSpan _timeout;
    private volatile string? _prefix;

    public DockerClient(IOptions<DockerOptions> options)
    {
        var socketPath = options.Value.SocketPath;
        _timeout = options.Value.RequestTimeout;
        _http = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = (_, cancellationToken) => ConnectAsync(socketPath, cancellationToken),
            UseProxy = false,
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
        })
        {
            BaseAddress = new Uri("http://docker/"),
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    public void Dispose() => _http.Dispose();

    public Task PingAsync(CancellationToken cancellationToken)
        => SendAsync(HttpMethod.Get, "/_ping", null, cancellationToken);

    public Task<DockerVersion> VersionAsync(CancellationToken cancellationToken)
        => ReadAsync(HttpMethod.Get, "/version", null, DockerJson.Default.DockerVersion, cancellationToken);

    public async Task<string> CreateAsync(string name, ContainerSpec spec, CancellationToken cancellationToken)
    {
        var path = await PathAsync($"/containers/create?name={Uri.EscapeDataString(name)}", cancellationToken);
        using var body = Json(spec, DockerJson.Default.ContainerSpec);
        var created = await ReadAsync(
            HttpMethod.Post, path, body, DockerJson.Default.CreatedContainer, cancellationToken);
        return created.Id;
    }

    public Task StartAsync(string container, CancellationToken cancellationToken)
        => PostAsync($"/containers/{container}/start", null, cancellationToken);

    public async Task UpdateAsync(string container, ContainerUpdate update, CancellationToken cancellationToken)
    {
        using var body = Json(update, DockerJson.Default.ContainerUpdate);
        await PostAsync($"/containers/{container}/update", body, cancellationToken);
    }

    public async Task<ContainerInspection> InspectAsync(string container, CancellationToken cancellationToken)
    {
        var path = await PathAsync($"/containers/{container}/json", cancellationToken);
        return await ReadAsync(
            HttpMethod.Get, path, null, DockerJson.Default.ContainerInspection, cancellationToken);
    }

    public Task<DockerInfo> InfoAsync(CancellationToken cancellationToken)
        => ReadAsync(HttpMethod.Get, "/info", null, DockerJson.Default.DockerInfo, cancellationToken);

    /// <summary>One that does not run, or is gone, is not an error.</summary>
    public async Task KillAsync(string container, CancellationToken cancellationToken)
    {
        try
        {
            await PostAsync($"/containers/{container}/kill", null, cancellationToken);
        }
        catch (DockerException exception) when (exception.Fault is DockerFault.NotFound or DockerFault.Conflict)
        {
        }
    }

    /// <summary>
    /// Kills the container if it runs. False: it is being removed already, which may take its time and may fail.
    /// </summary>
    public async Task<bool> TryRemoveAsync(string container, CancellationToken cancellationToken)
    {
        try
        {
            var path = await PathAsync($"/containers/{container}?force=1&v=1", cancellationToken);
            await SendAsync(HttpMethod.Delete, path, null, cancellationToken);
            return true;
        }
        catch (DockerException exception) when (exception.Fault is DockerFault.NotFound)
        {
            return true;
        }
        catch (DockerException exception) when (exception.Fault is DockerFault.Conflict)
        {
            return false;
        }
    }

    public async Task<IReadOnlyList<ContainerSummary>> ListAsync(string label, CancellationToken cancellationToken)
    {
        var filters = JsonSerializer.Serialize(
            new Dictionary<string, string[]> { ["label"] = [label] },
            DockerJson.Default.DictionaryStringStringArray);
        var path = await PathAsync(
            $"/containers/json?all=1&filters={Uri.EscapeDataString(filters)}", cancellationToken);
        return await ReadAsync(
            HttpMethod.Get, path, null, DockerJson.Default.ContainerSummaryArray, cancellationToken);
    }

    /// <summary>Null when there is no such image.</summary>
    public async Task<ImageInspection?> FindImageAsync(string image, CancellationToken cancellationToken)
    {
        try
        {
            var path = await PathAsync($"/images/{image}/json", cancellationToken);
            return await ReadAsync(HttpMethod.Get, path, null, DockerJson.Default.ImageInspection, cancellationToken);
        }
        catch (DockerException exception) when (exception.Fault is DockerFault.NotFound)
        {
            return null;
        }
    }

    /// <summary>Null when there is no such network.</summary>
    public async Task<NetworkInspection?> FindNetworkAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            var path = await PathAsync($"/networks/{name}", cancellationToken);
            return await ReadAsync(
                HttpMethod.Get, path, null, DockerJson.Default.NetworkInspection, cancellationToken);
        }
        catch (DockerException exception) when (exception.Fault is DockerFault.NotFound)
        {
            return null;
        }
    }

    /// <summary>One that is there already is not an error.</summary>
    public async Task CreateNetworkAsync(NetworkSpec spec, CancellationToken cancellationToken)
    {
        try
        {
            using var body = Json(spec, DockerJson.Default.NetworkSpec);
            await PostAsync("/networks/create", body, cancellationToken);
        }
        catch (DockerException exception) when (exception.Fault is DockerFault.Conflict)
        {
        }
    }

    /// <summary>False when there are containers in it. One that is gone is not an error.</summary>
    public async Task<bool> TryRemoveNetworkAsync(string network, CancellationToken cancellationToken)
    {
        try
        {
            var path = await PathAsync($"/networks/{network}", cancellationToken);
            await SendAsync(HttpMethod.Delete, path, null, cancellationToken);
            return true;
        }
        catch (DockerException exception) when (exception.Fault is DockerFault.NotFound)
        {
            return true;
        }
        catch (DockerException exception) when (exception.Fault is DockerFault.Rejected or DockerFault.Conflict)
        {
            return false;
        }
    }

    private async Task PostAsync(string path, HttpContent? body, CancellationToken cancellationToken)
        => await SendAsync(HttpMethod.Post, await PathAsync(path, cancellationToken), body, cancellationToken);

    // Engines from 29 on no longer speak 1.41, older ones nothing newer: take the oldest that both sides know.
    private async ValueTask<string> PathAsync(string path, CancellationToken cancellationToken)
    {
        if (_prefix is null)
        {
            var version = await VersionAsync(cancellationToken);
            var oldest = Version.Parse(version.MinAPIVersion);
            _prefix = $"/v{(oldest > Preferred ? oldest : Preferred).ToString(2)}";
        }

        return _prefix + path;
    }

    private async Task<T> ReadAsync<T>(
        HttpMethod method,
        string path,
        HttpContent? body,
        JsonTypeInfo<T> type,
        CancellationToken cancellationToken)
    {
        var bytes = await SendAsync(method, path, body, cancellationToken);
        return JsonSerializer.Deserialize(bytes, type)
            ?? throw new DockerException(DockerFault.Failed, $"{method} {path} was answered with null.");
    }

    private async Task<byte[]> SendAsync(
        HttpMethod method,
        string path,
        HttpContent? body,
        CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_timeout);
        using var request = new HttpRequestMessage(method, path) { Content = body };
        try
        {
            using var response = await _http.SendAsync(request, limit.Token);
            var bytes = await response.Content.ReadAsByteArrayAsync(limit.Token);

            // 304: the container is in that state already.
            return response.IsSuccessStatusCode || response.StatusCode is HttpStatusCode.NotModified
                ? bytes
                : throw new DockerException(FaultOf(response.StatusCode), $"{method} {path}: {MessageOf(bytes)}");
        }
        catch (HttpRequestException exception)
        {
            throw new DockerException(
                DockerFault.Unreachable, $"{method} {path}: the Docker daemon cannot be reached.", exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new DockerException(
                DockerFault.Timeout, $"{method} {path}: no answer within {_timeout.TotalSeconds} s.", exception);
        }
    }

    private static DockerFault FaultOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.NotFound => DockerFault.NotFound,
        HttpStatusCode.Conflict => DockerFault.Conflict,
        >= HttpStatusCode.InternalServerError => DockerFault.Failed,
        _ => DockerFault.Rejected,
    };

    private static string MessageOf(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, DockerJson.Default.DockerMessage)?.Message ?? "no message";
        }
        catch (JsonException)
        {
            return "no readable message";
        }
    }

    // Docker before 23 does not read a chunked body on every route, hence the known length.
    private static ByteArrayContent Json<T>(T value, JsonTypeInfo<T> type)
        => new(JsonSerializer.SerializeToUtf8Bytes(value, type))
        {
            Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
        };

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
