using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace FaaS.Tests.Faults.Run;

/// <summary>Has so many invocations a second accepted, by all Apis in turn, and keeps what it was told.</summary>
internal sealed class SteadyLoad : IAsyncDisposable
{
    private const int MaxOpen = 1000;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan ProbePatience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly HttpClient[] _apis;
    private readonly int _perSecond;
    private readonly Random _random;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Guid, string> _accepted = new();
    private readonly ConcurrentDictionary<long, Task> _open = new();
    private readonly Task _running;
    private long _sent;
    private long _refused;
    private long _unanswered;

    public SteadyLoad(IEnumerable<Uri> apis, int perSecond, int seed)
    {
        _apis = [.. apis.Select(url => new HttpClient { BaseAddress = url, Timeout = Patience })];
        _perSecond = perSecond;
        _random = new Random(seed);
        _running = RunAsync();
    }

    /// <summary>Everything that a client was told is accepted, with its function.</summary>
    public IReadOnlyDictionary<Guid, string> Accepted => _accepted;

    /// <summary>How many clients were told no.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>How many clients were told nothing: theirs may be accepted or not.</summary>
    public long Unanswered => Interlocked.Read(ref _unanswered);

    /// <summary>One more, now, through a certain Api. Null: it was not accepted.</summary>
    public async Task<Guid?> ProbeAsync(int api)
    {
        try
        {
            using var patience = new CancellationTokenSource(ProbePatience);
            return await AcceptAsync(_apis[api], LoadFunction.Fast, patience.Token);
        }
        catch (Exception exception) when (IsSilence(exception))
        {
            return null;
        }
    }

    /// <summary>Returns when the last client has heard or given up.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running;
        await Task.WhenAll(_open.Values);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Array.ForEach(_apis, api => api.Dispose());
        _stop.Dispose();
    }

    private static bool IsSilence(Exception exception)
        => exception is HttpRequestException or IOException or OperationCanceledException or JsonException;

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(Tick);
        var startedAt = TimeProvider.System.GetTimestamp();
        while (!_stop.IsCancellationRequested)
        {
            await timer.WaitForNextTickAsync(CancellationToken.None);
            var due = (long)(TimeProvider.System.GetElapsedTime(startedAt).TotalSeconds * _perSecond);
            for (; _sent < due; _sent++)
            {
                // Clients that wait for an answer are not replaced for ever.
                if (_open.Count < MaxOpen)
                {
                    Send(_sent);
                }
            }
        }
    }

    private void Send(long number)
    {
        var call = CallAsync(_apis[number % _apis.Length], LoadFunction.Draw(_random));
        _open[number] = call;
        _ = call.ContinueWith(_ => _open.TryRemove(number, out Task? _), TaskScheduler.Default);
    }

    private async Task CallAsync(HttpClient api, string function)
    {
        try
        {
            if (await AcceptAsync(api, function, CancellationToken.None) is null)
            {
                Interlocked.Increment(ref _refused);
            }
        }
        catch (Exception exception) when (IsSilence(exception))
        {
            Interlocked.Increment(ref _unanswered);
        }
    }

    private async Task<Guid?> AcceptAsync(HttpClient api, string function, CancellationToken cancellationToken)
    {
        using var response = await api.PostAsJsonAsync(
            new Uri($"functions/{function}/invoke-async", UriKind.Relative), "x", cancellationToken);
        if (response.StatusCode is not HttpStatusCode.Accepted)
        {
            return null;
        }

        var id = (await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken)).GetProperty("id").GetGuid();
        _accepted[id] = function;
        return id;
    }
}
