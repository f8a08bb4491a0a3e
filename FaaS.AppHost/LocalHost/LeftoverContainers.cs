using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FaaS.AppHost.LocalHost;

/// <summary>Removes the sandboxes of workers that are gone and had no chance to do it themselves.</summary>
internal sealed partial class LeftoverContainers(IOptions<LocalHostOptions> options, ILogger<LeftoverContainers> logger)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    public async Task RemoveAsync(IReadOnlyList<string> workerIds)
    {
        using var limit = new CancellationTokenSource(Limit);
        using var docker = Connect();
        try
        {
            foreach (var workerId in workerIds)
            {
                await RemoveAsync(docker, workerId, limit.Token);
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            Log.NotRemoved(logger, options.Value.DockerSocket, exception.Message);
        }
    }

    private async Task RemoveAsync(HttpClient docker, string workerId, CancellationToken cancellationToken)
    {
        var filters = Uri.EscapeDataString($$"""{"label":["faas.worker={{workerId}}"]}""");
        var containers = await docker.GetFromJsonAsync<JsonElement[]>(
            $"containers/json?all=true&filters={filters}", cancellationToken);

        foreach (var container in containers ?? [])
        {
            var id = container.GetProperty("Id").GetString();
            using var response = await docker.DeleteAsync($"containers/{id}?force=true", cancellationToken);
            Log.Removed(logger, id, workerId, response.StatusCode);
        }
    }

    private HttpClient Connect() => new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, cancellationToken) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(options.Value.DockerSocket), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    {
        BaseAddress = new Uri("http://docker/"),
    };

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Removed container {Id}, left by worker {WorkerId}: {Status}.")]
        public static partial void Removed(ILogger logger, string? id, string workerId, HttpStatusCode status);

        [LoggerMessage(LogLevel.Warning, "Could not look for left containers at {Socket}: {Reason}")]
        public static partial void NotRemoved(ILogger logger, string socket, string reason);
    }
}
