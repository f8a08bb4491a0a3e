using FaaS.Tests.EndToEnd;
using FaaS.Tests.Infrastructure.Stores;
using FaaS.Tests.Infrastructure.Workers;

namespace FaaS.Tests.Faults;

/// <summary>One of several schedulers, a process of its own, without any worker.</summary>
internal sealed class SchedulerReplica : IAsyncDisposable
{
    private readonly GuardedProcess _process;

    private SchedulerReplica(GuardedProcess process, Uri url) => (_process, Url) = (process, url);

    public Uri Url { get; }

    /// <summary>It has yet to register.</summary>
    public static SchedulerReplica Start(TestDatabase database, TestRedis redis, TemporaryDirectory objects)
    {
        var url = new Uri($"http://127.0.0.1:{GuardedProcess.FreePort()}");
        var process = ProjectProcess.Start("FaaS.Scheduler", new Dictionary<string, string>
        {
            ["ConnectionStrings__faas"] = database.ConnectionString,
            ["ConnectionStrings__redis"] = redis.ConnectionString,
            ["Objects__Directory"] = objects.Path,
            ["Workers__JoinToken"] = TestDispatcher.JoinToken,
            ["Dispatch__AdvertisedUrl"] = url.ToString(),
            ["ASPNETCORE_URLS"] = url.ToString(),
        });
        return new(process, url);
    }

    public Task SignalAsync(string signal) => _process.SignalAsync(signal, TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
