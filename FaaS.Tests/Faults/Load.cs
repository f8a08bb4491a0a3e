using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using FaaS.Tests.Infrastructure;

namespace FaaS.Tests.Faults;

/// <summary>Clients that call functions one call after the other, and what they were told.</summary>
internal sealed class Load : IAsyncDisposable
{
    private readonly HttpClient _http;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<LoadAnswer> _answers = new();
    private readonly Task[] _clients;

    public Load(Uri url, int clientsOfEach, params IEnumerable<string> functions)
    {
        _http = new HttpClient { BaseAddress = url, Timeout = TimeSpan.FromMinutes(2) };
        _clients = [.. functions.SelectMany(function => Enumerable.Range(0, clientsOfEach)
            .Select(_ => RunAsync(new Uri($"functions/{function}/invoke", UriKind.Relative))))];
    }

    public IReadOnlyCollection<LoadAnswer> Answers => _answers;

    /// <summary>Waits until so many more calls have succeeded.</summary>
    public Task SucceedsAsync(int more, TimeSpan limit)
    {
        var before = SuccessCount;
        return Eventually.TrueAsync(() => SuccessCount >= before + more, $"{more} calls to succeed", limit);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_clients);
        _http.Dispose();
        _stop.Dispose();
    }

    private int SuccessCount => _answers.Count(answer => answer.Status is HttpStatusCode.OK);

    private async Task RunAsync(Uri path)
    {
        while (!_stop.IsCancellationRequested)
        {
            var startedAt = TimeProvider.System.GetTimestamp();
            using var response = await _http.PostAsJsonAsync(path, "x");
            var body = await response.Content.ReadAsByteArrayAsync();
            var type = response.IsSuccessStatusCode
                ? null
                : JsonSerializer.Deserialize<JsonElement>(body).GetProperty("type").GetString()!.Split('/', ':')[^1];
            _answers.Enqueue(
                new LoadAnswer(response.StatusCode, type, TimeProvider.System.GetElapsedTime(startedAt)));
            if (type is not null)
            {
                // Who is told to come back does not do so at once.
                await Task.Delay(TimeSpan.FromMilliseconds(100));
            }
        }
    }
}
