using FaaS.Tests.Worker;

namespace FaaS.Tests.Security.Network;

/// <summary>The world outside, and a worker whose sandboxes may go there.</summary>
public sealed class EgressFixture : IAsyncLifetime
{
    private const char Filtered = 'f';

    internal OutsideWorld World { get; private set; } = null!;

    internal string Network => World.NetworkOf(Filtered);

    internal WorkerFixture Worker { get; private set; } = null!;

    internal FakeDispatcher Dispatcher => Worker.Dispatcher;

    public async ValueTask InitializeAsync()
    {
        // One letter for each worker: they differ in settings, so their networks do.
        World = await OutsideWorld.CreateAsync($"{Filtered}aurcs", TestContext.Current.CancellationToken);
        Worker = WorkerOn(Filtered);
        await Worker.InitializeAsync();
    }

    internal WorkerFixture WorkerOn(char letter, params IEnumerable<KeyValuePair<string, string?>> settings)
    {
        var worker = new WorkerFixture
        {
            Settings =
            {
                ["Worker:Sandbox:MinGeneric"] = "0",
                ["Worker:Sandbox:Egress:Network"] = World.NetworkOf(letter),
                ["Worker:Sandbox:Egress:Subnet"] = World.SubnetOf(letter),
                ["Worker:Sandbox:Egress:Dns:0"] = OutsideWorld.Resolver,
            },
        };
        foreach (var (key, value) in settings)
        {
            worker.Settings[key] = value;
        }

        return worker;
    }

    public async ValueTask DisposeAsync()
    {
        if (Worker is not null)
        {
            await Worker.DisposeAsync();
        }

        if (World is not null)
        {
            await World.DisposeAsync();
        }
    }
}
