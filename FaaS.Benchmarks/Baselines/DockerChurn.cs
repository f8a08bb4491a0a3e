using FaaS.Benchmarks.Docker;
using FaaS.Benchmarks.Load;

namespace FaaS.Benchmarks.Baselines;

/// <summary>B3 with nothing but what makes and ends a container: create, start, remove.</summary>
internal sealed class DockerChurn(DockerEngine docker, ContainerDraft draft) : ICaller
{
    public static Dial Dial(DockerEngine docker, string image)
        => _ => ValueTask.FromResult<ICaller>(
            new DockerChurn(docker, new(image) { Command = ["sleep", "1000"] }));

    public async ValueTask<string?> CallAsync(CancellationToken cancellationToken)
    {
        var id = await docker.CreateAsync(draft, cancellationToken);
        await docker.StartAsync(id, cancellationToken);
        await docker.RemoveAsync(id, cancellationToken);
        return null;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
