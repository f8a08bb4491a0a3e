using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace FaaS.Benchmarks.Docker;

/// <summary>As much of the Engine API as the baselines and the counting need.</summary>
internal sealed class DockerEngine(string socketPath) : IDisposable
{
    /// <summary>On every container of a baseline.</summary>
    public const string Label = "faas.bench";

    private readonly HttpClient _engine = new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, cancellationToken) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    { BaseAddress = new Uri("http://docker/v1.41/") };

    public async Task<string> CreateAsync(ContainerDraft draft, CancellationToken cancellationToken)
    {
        using var created = await _engine.PostAsJsonAsync("containers/create", BodyOf(draft), cancellationToken);
        await EnsureAsync(created, cancellationToken);
        var answer = await created.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        return answer.GetProperty("Id").GetString()!;
    }

    public Task StartAsync(string id, CancellationToken cancellationToken)
        => PostAsync($"containers/{id}/start", cancellationToken);

    public Task WaitAsync(string id, CancellationToken cancellationToken)
        => PostAsync($"containers/{id}/wait", cancellationToken);

    public async Task RemoveAsync(string id, CancellationToken cancellationToken)
    {
        using var removed = await _engine.DeleteAsync(
            new Uri($"containers/{id}?force=1&v=1", UriKind.Relative), cancellationToken);
        await EnsureAsync(removed, cancellationToken);
    }

    /// <summary>What the container writes: each piece behind eight bytes that say whence and how long.</summary>
    public async Task<Stream> AttachAsync(string id, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"containers/{id}/attach?stream=1&stdout=1");
        request.Headers.Connection.Add("Upgrade");
        request.Headers.Upgrade.ParseAdd("tcp");
        var response = await _engine.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        return await response.Content.ReadAsStreamAsync(cancellationToken);
    }

    public Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken)
        => _engine.GetFromJsonAsync<JsonElement>(new Uri(path, UriKind.Relative), cancellationToken);

    /// <summary>A body that goes on.</summary>
    public Task<Stream> OpenAsync(string path, CancellationToken cancellationToken)
        => _engine.GetStreamAsync(new Uri(path, UriKind.Relative), cancellationToken);

    /// <summary>The ids of the containers that have a label, as <c>name</c> or <c>name=value</c>.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(string label, CancellationToken cancellationToken)
    {
        var filters = Uri.EscapeDataString(new JsonObject { ["label"] = new JsonArray(label) }.ToJsonString());
        var found = await GetAsync($"containers/json?all=1&filters={filters}", cancellationToken);
        return [.. found.EnumerateArray().Select(container => container.GetProperty("Id").GetString()!)];
    }

    /// <summary>Null when it is gone by now.</summary>
    public async Task<SandboxContainer?> DescribeSandboxAsync(string id, CancellationToken cancellationToken)
    {
        using var found = await _engine.GetAsync(new Uri($"containers/{id}/json", UriKind.Relative), cancellationToken);
        if (found.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        var container = await found.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        var code = container.GetProperty("Mounts").EnumerateArray()
            .First(mount => mount.GetProperty("Destination").GetString() == "/code")
            .GetProperty("Source").GetString()!;
        return new(id, container.GetProperty("State").GetProperty("Pid").GetInt32(), code);
    }

    public void Dispose() => _engine.Dispose();

    private static JsonObject BodyOf(ContainerDraft draft)
    {
        var body = new JsonObject
        {
            ["Image"] = draft.Image,
            ["AttachStdout"] = true,
            ["Labels"] = new JsonObject { [Label] = $"{Environment.ProcessId}" },
            ["HostConfig"] = new JsonObject
            {
                ["NetworkMode"] = "none",
                ["LogConfig"] = new JsonObject { ["Type"] = "none" },
                ["Binds"] = ArrayOf(draft.Mounts.Select(mount => $"{mount.Value}:{mount.Key}:ro")),
            },
        };
        if (draft.Command is { } command)
        {
            body["Entrypoint"] = ArrayOf(command);
        }

        return body;
    }

    private static JsonArray ArrayOf(IEnumerable<string> values)
        => [.. values.Select(value => (JsonNode)JsonValue.Create(value))];

    private static async Task EnsureAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (!response.IsSuccessStatusCode)
        {
            var reason = await response.Content.ReadAsStringAsync(cancellationToken);
            throw new HttpRequestException($"The Docker Engine answered {(int)response.StatusCode}: {reason.Trim()}");
        }
    }

    private async Task PostAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await _engine.PostAsync(new Uri(path, UriKind.Relative), null, cancellationToken);
        await EnsureAsync(response, cancellationToken);
    }
}
