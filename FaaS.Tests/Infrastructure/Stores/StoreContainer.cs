namespace FaaS.Tests.Infrastructure.Stores;

/// <summary>A store from a public image, for machines that have Docker but not the store itself.</summary>
internal sealed class StoreContainer : IAsyncDisposable
{
    private readonly GuardedProcess _process;

    private StoreContainer(GuardedProcess process, int port)
    {
        _process = process;
        Port = port;
    }

    public int Port { get; }

    /// <param name="options">Of docker run, then the image, then the server's own arguments.</param>
    public static async Task<StoreContainer> StartAsync(
        string name,
        int containerPort,
        CancellationToken cancellationToken,
        params IEnumerable<string> options)
    {
        var docker = Commands.Find("docker")
            ?? throw new InvalidOperationException(
                $"Tests need {name}: install it, or Docker, or set FAAS_TEST_{name.ToUpperInvariant()}.");
        var port = GuardedProcess.FreePort();
        var process = GuardedProcess.Start(
            GuardedProcess.NewDirectory(name),
            "TERM",
            [docker, "run", "--rm", "--publish", $"127.0.0.1:{port}:{containerPort}", .. options]);
        await process.ReadyAsync(() => GuardedProcess.AcceptsConnectionsAsync(port), cancellationToken);
        return new(process, port);
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
