using FaaS.Benchmarks.Docker;

namespace FaaS.Benchmarks.Baselines;

/// <summary>
/// B5: the processes and sockets that a synchronous call passes in the platform, from Kestrel over a second process to
/// agents in containers and back, with nothing in them that is not needed for one function and nobody's record.
/// </summary>
internal sealed class BareChain : IAsyncDisposable
{
    private readonly List<AgentContainer> _agents = [];
    private ChildServer? _relay;
    private ChildServer? _front;

    private BareChain()
    {
    }

    public Uri Url => _front!.Url;

    public static async Task<BareChain> StartAsync(
        DockerEngine docker, string image, Hello hello, int agents, CancellationToken cancellationToken)
    {
        var chain = new BareChain();
        try
        {
            for (var agent = 0; agent < agents; agent++)
            {
                chain._agents.Add(await AgentContainer.PrepareAsync(docker, image, hello, cancellationToken));
            }

            var relay = ChildServer.ChainRelayAsync(
                hello, chain._agents.Select(agent => agent.SocketPath), cancellationToken);
            foreach (var agent in chain._agents)
            {
                while (!File.Exists(agent.SocketPath))
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(20), cancellationToken);
                }

                await agent.StartAsync(cancellationToken);
            }

            chain._relay = await relay;
            chain._front = await ChildServer.ChainFrontAsync(chain._relay.Url, cancellationToken);
            return chain;
        }
        catch
        {
            await chain.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in new[] { _front, _relay })
        {
            if (server is not null)
            {
                await server.DisposeAsync();
            }
        }

        foreach (var agent in _agents)
        {
            await agent.DisposeAsync();
        }
    }
}
