using System.Globalization;
using FaaS.Client.Errors;
using FaaS.Client.Http;
using FaaS.Client.Invocations;
using FaaS.Client.Json;

namespace FaaS.Client.DeadLetters;

/// <summary>What could not succeed: <c>/dead-letters</c>.</summary>
public sealed class DeadLettersClient
{
    private readonly ApiTransport _api;

    internal DeadLettersClient(ApiTransport api) => _api = api;

    /// <summary>Reads one page, those that died last first, without payloads: <c>GET /dead-letters</c>.</summary>
    public Task<Page<DeadLetter>> ListAsync(
        DeadLetterFilter? filter = null, string? cursor = null, CancellationToken cancellationToken = default)
    {
        var path = new QueryText("dead-letters")
            .With("function", filter?.Function)
            .With("reason", filter?.Reason)
            .With("since", filter?.Since?.ToString("O", CultureInfo.InvariantCulture))
            .With("until", filter?.Until?.ToString("O", CultureInfo.InvariantCulture))
            .With("limit", filter?.Limit?.ToString(CultureInfo.InvariantCulture))
            .With("cursor", cursor);
        return _api.GetAsync(path.ToString(), FaasJson.Default.PageDeadLetter, cancellationToken);
    }

    /// <summary>Reads one with its payload: <c>GET /dead-letters/{id}</c>.</summary>
    /// <exception cref="FaasException">404 when there is no such dead letter.</exception>
    public Task<DeadLetter> GetAsync(Guid id, CancellationToken cancellationToken = default)
        => _api.GetAsync($"dead-letters/{id}", FaasJson.Default.DeadLetter, cancellationToken);

    /// <summary>Puts one back into the queue, to run as the function is now: <c>POST /dead-letters/{id}/redrive</c>.
    /// </summary>
    /// <exception cref="FaasException">404 no such dead letter; 409 not dead, or its function is gone.</exception>
    public async Task<Invocation> RedriveAsync(Guid id, CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"dead-letters/{id}/redrive");
        return await _api.SendAsync(request, FaasJson.Default.Invocation, cancellationToken);
    }

    /// <summary>Puts all that match back into the queue: <c>POST /dead-letters/redrive</c>.</summary>
    public async Task<RedriveReport> RedriveAsync(
        DeadLetterFilter filter, CancellationToken cancellationToken = default)
    {
        using var request = Post("dead-letters/redrive", filter);
        return await _api.SendAsync(request, FaasJson.Default.RedriveReport, cancellationToken);
    }

    /// <summary>Removes one for good: <c>DELETE /dead-letters/{id}</c>.</summary>
    /// <exception cref="FaasException">404 no such dead letter; 409 not dead.</exception>
    public async Task PurgeAsync(Guid id, CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, $"dead-letters/{id}");
        using var response = await _api.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken);
    }

    /// <summary>Removes all that match for good: <c>POST /dead-letters/purge</c>.</summary>
    public async Task<PurgeReport> PurgeAsync(DeadLetterFilter filter, CancellationToken cancellationToken = default)
    {
        using var request = Post("dead-letters/purge", filter);
        return await _api.SendAsync(request, FaasJson.Default.PurgeReport, cancellationToken);
    }

    private static HttpRequestMessage Post(string path, DeadLetterFilter filter) => new(HttpMethod.Post, path)
    {
        Content = ApiTransport.Json(filter, FaasJson.Default.DeadLetterFilter),
    };
}
