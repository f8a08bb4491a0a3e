using FaaS.Benchmarks.Docker;

namespace FaaS.Benchmarks.Baselines;

/// <summary>A <c>python3</c> in a container of the runtime's image that has imported some modules and waits.</summary>
internal sealed class BarePython : IAsyncDisposable
{
    private readonly DockerEngine _docker;
    private readonly string _container;

    private BarePython(DockerEngine docker, string container) => (_docker, _container) = (docker, container);

    public static async Task<BarePython> StartAsync(
        DockerEngine docker, string image, IEnumerable<string> modules, CancellationToken cancellationToken)
    {
        var program = $"""
            import importlib, signal
            for name in "{string.Join(' ', modules)}".split():
                importlib.import_module(name)
            print("ready", flush=True)
            signal.pause()
            """;
        var container = await docker.CreateAsync(
            new(image) { Command = ["python3", "-c", program] }, cancellationToken);
        var python = new BarePython(docker, container);
        try
        {
            using var output = await docker.AttachAsync(container, cancellationToken);
            await docker.StartAsync(container, cancellationToken);
            if (await output.ReadAsync(new byte[64], cancellationToken) == 0)
            {
                throw new InvalidDataException("The bare python3 could not import what the function has imported.");
            }

            return python;
        }
        catch
        {
            await python.DisposeAsync();
            throw;
        }
    }

    public async Task<int> ProcessAsync(CancellationToken cancellationToken)
        => (await _docker.GetAsync($"containers/{_container}/json", cancellationToken))
            .GetProperty("State").GetProperty("Pid").GetInt32();

    public async ValueTask DisposeAsync() => await _docker.RemoveAsync(_container, CancellationToken.None);
}
