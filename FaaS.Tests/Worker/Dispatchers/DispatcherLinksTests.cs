extern alias worker;

using FaaS.Protocol.Messages;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using worker::FaaS.Worker;

namespace FaaS.Tests.Worker.Dispatchers;

/// <summary>A worker without a Docker daemon, which joins all the same, and two dispatchers.</summary>
public sealed class DispatcherLinksTests : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("faas-links-").FullName;
    private FakeDispatcher _seed = null!;
    private FakeDispatcher _peer = null!;
    private IHost _worker = null!;

    public async ValueTask InitializeAsync()
    {
        _seed = await FakeDispatcher.StartAsync();
        _peer = await FakeDispatcher.StartAsync();
        _seed.Peers = () => [PeerAt(_seed, _seed.Id), PeerAt(_peer, "peer")];
        _peer.Peers = _seed.Peers;
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Worker:ApiUrl"] = _seed.Url,
            ["Worker:JoinToken"] = FakeDispatcher.JoinToken,
            ["Worker:Directory"] = _directory,
            ["Worker:Docker:Endpoint"] = $"unix://{_directory}/none.sock",
            ["Logging:LogLevel:Default"] = "None",
        });
        builder.Services.AddSingleton(TimeProvider.System);
        builder.AddWorker();
        _worker = builder.Build();
        await _worker.StartAsync();
        await _seed.JoinedAsync();
        await _peer.JoinedAsync();
    }

    [Fact]
    public async Task A_dispatcher_that_somebody_has_lost_sight_of_keeps_its_connection()
    {
        var next = await FakeDispatcher.StartAsync();
        await using var _ = next;

        await _seed.TellPeersAsync(PeerAt(_seed, _seed.Id), PeerAt(next, "next"));

        // When the other one joins, the list has been acted upon.
        await next.JoinedAsync();
        await _peer.StatusAsync(_ => true);
        await _peer.StatusAsync(_ => true);
    }

    [Fact]
    public async Task A_dispatcher_that_has_moved_is_found_again()
    {
        await using var moved = await FakeDispatcher.StartAsync();

        await _seed.TellPeersAsync(PeerAt(_seed, _seed.Id), PeerAt(moved, "peer"));

        await moved.JoinedAsync();
    }

    [Fact]
    public async Task A_dispatcher_that_comes_back_is_joined_again()
    {
        await _peer.DropAsync();

        await _peer.JoinedAsync();
    }

    [Fact]
    public async Task A_worker_that_is_asked_to_leave_tells_everybody_and_ends()
    {
        var running = _worker.WaitForShutdownAsync(TestContext.Current.CancellationToken);

        await _peer.DrainAsync(times: 2);

        await running.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await _seed.SaidGoodbye.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _worker.StopAsync();
        _worker.Dispose();
        await _seed.DisposeAsync();
        await _peer.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private static DispatcherPeer PeerAt(FakeDispatcher dispatcher, string id) => new(id, "scheduler", dispatcher.Url);
}
