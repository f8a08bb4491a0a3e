using System.Net.Http.Json;
using System.Text.Json;

namespace FaaS.AppHost.LocalHost;

/// <summary>How many workers the scheduler would have, asked of the Api.</summary>
internal sealed class WantedWorkers(PlatformCommands platform, HttpClient http)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Null while nobody knows: then those there are stay.</summary>
    public async Task<int?> ReadAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            var signal = await http.GetFromJsonAsync<JsonElement>(
                new Uri(platform.ApiUrl, "/admin/autoscale"), patience.Token);
            return signal.TryGetProperty("workers", out var workers) && workers.TryGetInt32(out var wanted)
                ? wanted
                : null;
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException)
        {
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
