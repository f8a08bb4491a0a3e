using System.Net;
using System.Text;
using FaaS.Tests.EndToEnd;
using FaaS.Tests.Infrastructure.Permits;
using FaaS.Tests.Infrastructure.Stores;
using FaaS.Tests.Infrastructure.Workers;

namespace FaaS.Tests.Faults;

/// <summary>
/// One of several Apis, a process of its own, and a worker that counts what runs for it. Like a real one, the worker
/// kills that when it has not heard of the Api for five heartbeats, and comes back.
/// </summary>
internal sealed class ApiReplica : IAsyncDisposable
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan ShortCall = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongCall = TimeSpan.FromSeconds(12);

    private readonly GuardedProcess _process;
    private readonly ConcurrencyCount _count;
    private readonly CancellationTokenSource _stopped = new();
    private readonly HttpClient _http;
    private readonly bool _hasLongCalls;
    private Task _working = Task.CompletedTask;
    private CancellationToken _lost;

    private ApiReplica(GuardedProcess process, Uri url, ConcurrencyCount count, bool hasLongCalls)
    {
        _process = process;
        _count = count;
        _hasLongCalls = hasLongCalls;
        _http = new HttpClient { BaseAddress = url };
    }

    /// <summary>Calls of this replica that run on its worker.</summary>
    public ConcurrencyCount Own { get; } = new();

    /// <param name="hasLongCalls">A few last for so long that only being killed ends them in time.</param>
    public static async Task<ApiReplica> StartAsync(
        string postgres, TestRedis redis, TemporaryDirectory objects, ConcurrencyCount count, bool hasLongCalls = true)
    {
        var url = new Uri($"http://127.0.0.1:{GuardedProcess.FreePort()}");
        var process = ProjectProcess.Start("FaaS.Api", new Dictionary<string, string>
        {
            ["ConnectionStrings__faas"] = postgres,
            ["ConnectionStrings__redis"] = redis.ConnectionString,
            ["Objects__Directory"] = objects.Path,
            ["Workers__JoinToken"] = TestDispatcher.JoinToken,
            ["Dispatch__AdvertisedUrl"] = url.ToString(),
            ["ASPNETCORE_URLS"] = url.ToString(),
        });
        var replica = new ApiReplica(process, url, count, hasLongCalls);
        await process.ReadyAsync(replica.IsReadyAsync, TestContext.Current.CancellationToken);
        replica._working = replica.WorkAsync(url);
        return replica;
    }

    public Task SignalAsync(string signal) => _process.SignalAsync(signal, TestContext.Current.CancellationToken);

    public async Task DeployAsync(string name, int maxConcurrency)
    {
        using var body = new StringContent(
            $$"""
            {"name":"{{name}}","runtime":"python","handler":"handler","max_concurrency":{{maxConcurrency}},
             "code":"{{Convert.ToBase64String("def handler(event, context): pass"u8)}}"}
            """,
            Encoding.UTF8,
            "application/json");
        using var response = await _http.PostAsync(new Uri("/functions", UriKind.Relative), body);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Calls by so many at once until told to stop, whatever becomes of them.</summary>
    public Task LoadAsync(string name, int callers, CancellationToken stop)
        => Task.WhenAll(Enumerable.Range(0, callers).Select(async _ =>
        {
            while (!stop.IsCancellationRequested)
            {
                try
                {
                    using var response = await _http.PostAsync(
                        new Uri($"/functions/{name}/invoke", UriKind.Relative), null, stop);
                }
                catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(50), CancellationToken.None);
                }
            }
        }));

    public async ValueTask DisposeAsync()
    {
        await _stopped.CancelAsync();
        await _working;
        await _process.DisposeAsync();
        _http.Dispose();
        _stopped.Dispose();
    }

    private async Task WorkAsync(Uri url)
    {
        while (!_stopped.IsCancellationRequested)
        {
            try
            {
                await using var worker = await FakeWorker.JoinAsync(url, "w1", slots: 100, RunAsync)
                    .WaitAsync(_stopped.Token);
                _lost = worker.Closed;
                while (!worker.Closed.IsCancellationRequested && worker.SilentFor < Silence)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(50), _stopped.Token);
                }
            }
            catch (Exception exception) when (exception is IOException or System.Net.Sockets.SocketException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), CancellationToken.None);
            }
            catch (OperationCanceledException) when (_stopped.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task RunAsync(FakeCall call)
    {
        var (lost, duration) = (_lost, _hasLongCalls && Random.Shared.Next(40) == 0 ? LongCall : ShortCall);
        await _count.RunAsync(() => Own.RunAsync(
            async () => await Task.Delay(duration, lost).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing)));
        call.Succeed([], null);
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            using var response = await _http.GetAsync(new Uri("/health/ready", UriKind.Relative));
            return response.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
