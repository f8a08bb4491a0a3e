using System.Text;
using FaaS.Domain.Functions;
using FaaS.Infrastructure;
using FaaS.Infrastructure.Dispatch;
using FaaS.Infrastructure.Objects;
using FaaS.Infrastructure.Postgres.Dispatchers;
using FaaS.Infrastructure.Workers;
using FaaS.Tests.Infrastructure.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FaaS.Tests.Infrastructure.Workers;

/// <summary>A dispatcher on a real port with real stores, and nothing else around it.</summary>
internal sealed class TestDispatcher : IAsyncDisposable
{
    public const string JoinToken = "the-join-token-of-tests";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly WebApplication _app;
    private readonly string _directory;
    private readonly IAsyncDisposable[] _stores;

    private TestDispatcher(WebApplication app, string directory, params IAsyncDisposable[] stores)
    {
        _app = app;
        _directory = directory;
        _stores = stores;
    }

    public Uri Url => new(_app.Urls.Single());

    public IServiceProvider Services => _app.Services;

    public WorkerDirectory Workers => Services.GetRequiredService<WorkerDirectory>();

    public static async Task<TestDispatcher> StartAsync(TestStores stores, string heartbeat = "00:00:00.800")
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var database = await stores.CreateDatabaseAsync(cancellationToken);
        var redis = await stores.CreateRedisAsync(cancellationToken);
        return await StartAsync(database, redis, heartbeat, database, redis);
    }

    /// <param name="owned">What goes when this goes.</param>
    public static async Task<TestDispatcher> StartAsync(
        TestDatabase database, TestRedis redis, string heartbeat, params IAsyncDisposable[] owned)
    {
        var directory = GuardedProcess.NewDirectory("dispatcher");
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.UseSetting("ConnectionStrings:faas", database.ConnectionString);
        builder.WebHost.UseSetting("ConnectionStrings:redis", redis.ConnectionString);
        builder.WebHost.UseSetting("Objects:Directory", directory);
        builder.WebHost.UseSetting("Workers:JoinToken", JoinToken);
        builder.WebHost.UseSetting("Workers:Heartbeat", heartbeat);
        builder.AddServiceDefaults();
        builder.AddFaasStores();
        builder.AddCodeStore();
        builder.AddWorkers(DispatcherKind.Scheduler);
        var app = builder.Build();
        app.MapWorkers();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new(app, directory, owned);
    }

    public static FunctionSpec Function(string name = "echo", int maxConcurrency = 100) => new()
    {
        VersionId = Guid.CreateVersion7(),
        FunctionId = Guid.CreateVersion7(),
        Tenant = "default",
        Name = FunctionName.TryParse(name, out var parsed) ? parsed : throw new ArgumentException(name, nameof(name)),
        Version = "1.0.0",
        Runtime = Runtime.Python,
        Handler = Handler.TryParse(Runtime.Python, "main.handler", out var handler)
            ? handler
            : throw new InvalidOperationException("Not a handler."),
        CodeDigest = CodeDigest.Of(Encoding.UTF8.GetBytes(name)),
        CodeKind = CodeKind.Source,
        CodeSize = name.Length,
        Timeout = TimeSpan.FromSeconds(30),
        MemoryMib = 128,
        Cpu = 1,
        MaxConcurrency = maxConcurrency,
        Isolation = Isolation.Function,
        Network = NetworkAccess.None,
        Environment = new Dictionary<string, string>(),
    };

    /// <summary>From here on a call of it waits for workers only, and not for Postgres as well.</summary>
    public async Task HoldPermitAsync(FunctionSpec function)
    {
        var gates = Services.GetRequiredService<FunctionGates>();
        var gate = await gates.EnterAsync(function, Patience, TestContext.Current.CancellationToken);
        Assert.NotNull(gate);
        gate.Leave();
    }

    public Task<InvocationOutcome> InvokeAsync(FunctionSpec function, string payload = "{}")
        => InvokeAsync(function, payload, Patience, TestContext.Current.CancellationToken);

    public async Task<InvocationOutcome> InvokeAsync(
        FunctionSpec function, string payload, TimeSpan patience, CancellationToken cancellationToken)
    {
        var request = new InvocationRequest
        {
            InvocationId = Guid.CreateVersion7(),
            Payload = Encoding.UTF8.GetBytes(payload),
            ContentType = "application/json",
            Timeout = function.Timeout,
            Patience = patience,
        };
        var running = Services.GetRequiredService<RunningInvocations>();
        using var invocation = running.Begin(function, request, cancellationToken);
        return await Services.GetRequiredService<InvocationDispatcher>().InvokeAsync(invocation);
    }

    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        foreach (var store in _stores)
        {
            await store.DisposeAsync();
        }

        Directory.Delete(_directory, recursive: true);
    }
}
