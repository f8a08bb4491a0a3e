using System.Collections.Concurrent;
using System.Diagnostics;
using FaaS.Tests.Infrastructure;
using FaaS.Tests.Infrastructure.Stores;

namespace FaaS.Tests.EndToEnd;

/// <summary>Counts the containers of one image that the workers of a platform have made, as the daemon tells.</summary>
internal sealed class MadeContainers : IAsyncDisposable
{
    private const string Line = """{{.Action}} {{index .Actor.Attributes "faas.worker"}} {{.Actor.Attributes.name}}""";

    private readonly string _image;
    private readonly string _worker;
    private readonly Process _events;
    private readonly ConcurrentQueue<string> _lines = new();

    private MadeContainers(string image, string worker)
    {
        _image = image;
        _worker = worker;
        _events = Process.Start(new ProcessStartInfo("docker", [
            "events", "--filter", "event=create", "--filter", "event=tag", "--filter", $"image={image}",
            "--format", Line])
        {
            RedirectStandardOutput = true,
        })!;
        _events.OutputDataReceived += (_, told) => _lines.Enqueue(told.Data ?? "");
        _events.BeginOutputReadLine();
    }

    /// <param name="worker">How the ids of the workers begin.</param>
    public static async Task<MadeContainers> CountAsync(string image, string worker)
    {
        var made = new MadeContainers(image, worker);
        await made.SoFarAsync();
        return made;
    }

    /// <summary>Since the counting began.</summary>
    public async Task<int> SoFarAsync()
    {
        // What happened before is told before.
        await Eventually.TrueAsync(IsToldAsync, "the daemon to tell what happened");
        return _lines.Count(line => line.StartsWith($"create {_worker}", StringComparison.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        _events.Kill();
        await _events.WaitForExitAsync();
        _events.Dispose();
    }

    private async Task<bool> IsToldAsync()
    {
        var before = Tags();
        await Commands.RunAsync(TestContext.Current.CancellationToken, "docker", "tag", _image, _image);
        for (var tries = 0; tries < 50 && Tags() == before; tries++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TestContext.Current.CancellationToken);
        }

        return Tags() > before;
    }

    private int Tags() => _lines.Count(line => line.StartsWith("tag ", StringComparison.Ordinal));
}
