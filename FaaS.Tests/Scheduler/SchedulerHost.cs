extern alias scheduler;

using FaaS.Protocol.Messages;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace FaaS.Tests.Scheduler;

/// <summary>The scheduler's own program, listening on a real port.</summary>
internal sealed class SchedulerHost : IAsyncDisposable
{
    private const string Token = "the-join-token-of-tests";

    private readonly WebApplicationFactory<scheduler::Program> _factory;

    public SchedulerHost(
        string postgres,
        string redis,
        Action<IServiceCollection>? services = null,
        params IEnumerable<KeyValuePair<string, string>> settings)
    {
        _factory = new WebApplicationFactory<scheduler::Program>().WithWebHostBuilder(builder =>
        {
            builder.UseSetting("urls", "http://127.0.0.1:0");
            builder.UseSetting("ConnectionStrings:faas", postgres);
            builder.UseSetting("ConnectionStrings:redis", redis);
            builder.UseSetting("Workers:JoinToken", Token);
            builder.UseSetting("Objects:Directory", Path.Combine(Path.GetTempPath(), "faas-test-objects"));
            builder.UseSetting("Logging:LogLevel:Default", "Warning");
            builder.UseSetting("Scheduler:SweepInterval", "00:00:00.200");
            builder.UseSetting("Scheduler:Drain", "00:00:01");
            foreach (var (key, value) in settings)
            {
                builder.UseSetting(key, value);
            }

            builder.ConfigureTestServices(services ?? (_ => { }));
        });
        _factory.UseKestrel();
        _factory.StartServer();
    }

    private Uri Url => new(_factory.Services.GetRequiredService<IServer>()
        .Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First());

    public Task<ScriptedWorker> WorkerAsync(
        Func<Invoke, string, CancellationToken, Task<WorkerReply>> run, int slots = 32, string log = "")
        => ScriptedWorker.ConnectAsync(Url, Token, run, slots, log);

    public ValueTask DisposeAsync() => _factory.DisposeAsync();
}
