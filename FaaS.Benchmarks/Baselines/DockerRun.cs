using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace FaaS.Benchmarks.Baselines;

/// <summary>B3: what <c>docker run --rm</c> does, over the Engine API: create, attach, start, wait, remove.</summary>
internal sealed class DockerRun : IDisposable
{
    private readonly HttpClient _engine;

    public DockerRun(string socketPath)
        => _engine = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellationToken) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        })
        { BaseAddress = new Uri("http://docker/v1.41/") };

    public async Task RunAsync(string image, string[] command, CancellationToken cancellationToken)
    {
        var id = await CreateAsync(image, command, cancellationToken);
        using var output = await AttachAsync(id, cancellationToken);
        await PostAsync($"containers/{id}/start", cancellationToken);
        await output.CopyToAsync(Stream.Null, cancellationToken);
        await PostAsync($"containers/{id}/wait", cancellationToken);
        using var removed = await _engine.DeleteAsync(
            new Uri($"containers/{id}?force=1&v=1", UriKind.Relative), cancellationToken);
        removed.EnsureSuccessStatusCode();
    }

    public void Dispose() => _engine.Dispose();

    private async Task<string> CreateAsync(string image, string[] command, CancellationToken cancellationToken)
    {
        var container = new JsonObject
        {
            ["Image"] = image,
            ["Entrypoint"] = new JsonArray([.. command.Select(argument => JsonValue.Create(argument))]),
            ["AttachStdout"] = true,
            ["HostConfig"] = new JsonObject
            {
                ["NetworkMode"] = "none",
                ["LogConfig"] = new JsonObject { ["Type"] = "none" },
            },
        };
        using var created = await _engine.PostAsJsonAsync("containers/create", container, cancellationToken);
        created.EnsureSuccessStatusCode();
        var answer = await created.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        return answer.GetProperty("Id").GetString()!;
    }

    private async Task<Stream> AttachAsync(string id, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"containers/{id}/attach?stream=1&stdout=1");
        request.Headers.Connection.Add("Upgrade");
        request.Headers.Upgrade.ParseAdd("tcp");
        var response = await _engine.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        return await response.Content.ReadAsStreamAsync(cancellationToken);
    }

    private async Task PostAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await _engine.PostAsync(new Uri(path, UriKind.Relative), null, cancellationToken);
        response.EnsureSuccessStatusCode();
    }
}
