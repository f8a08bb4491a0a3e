using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FaaS.AppHost.LocalHost;

/// <summary>How many workers the scheduler would have, asked of the Api.</summary>
internal sealed class WantedWorkers(Uri apiUrl, HttpClient http)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Null while nobody knows: then those there are stay.</summary>
    public async Task<int?> ReadAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            var signal = await http.GetFromJsonAsync<Signal>(new Uri(apiUrl, "/admin/autoscale"), patience.Token);
            return signal?.Workers;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or JsonException)
        {
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private sealed record Signal([property: JsonPropertyName("workers")] int? Workers);
}
