using System.Text;
using FaaS.Benchmarks.Docker;
using FaaS.Benchmarks.Load;

namespace FaaS.Benchmarks.Baselines;

/// <summary>B3: what <c>docker run --rm</c> does, over the Engine API: create, attach, start, wait, remove.</summary>
internal sealed class DockerRun(DockerEngine docker, ContainerDraft draft) : ICaller
{
    // Docker's own, before each piece of output.
    private const int PieceHeader = 8;

    public static Dial Dial(DockerEngine docker, string image, params string[] command)
        => _ => ValueTask.FromResult<ICaller>(new DockerRun(docker, new(image) { Command = command }));

    public async ValueTask<string?> CallAsync(CancellationToken cancellationToken)
        => await RunAsync(cancellationToken) == "" ? "no output" : null;

    /// <summary>What it printed, if that is one piece.</summary>
    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        var id = await docker.CreateAsync(draft, cancellationToken);
        using var output = new MemoryStream();
        using (var attached = await docker.AttachAsync(id, cancellationToken))
        {
            await docker.StartAsync(id, cancellationToken);
            await attached.CopyToAsync(output, cancellationToken);
        }

        await docker.WaitAsync(id, cancellationToken);
        await docker.RemoveAsync(id, cancellationToken);
        return output.Length <= PieceHeader
            ? ""
            : Encoding.UTF8.GetString(output.GetBuffer(), PieceHeader, (int)output.Length - PieceHeader);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
