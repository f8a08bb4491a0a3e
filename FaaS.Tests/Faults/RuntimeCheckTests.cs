extern alias worker;

using FaaS.Domain.Functions;
using FaaS.Tests.Infrastructure;
using FaaS.Tests.Worker;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using worker::FaaS.Worker.Docker;
using worker::FaaS.Worker.Runtimes;
using worker::FaaS.Worker.Sandboxes;
using WorkerImages = worker::FaaS.Worker.Sandboxes.RuntimeImages;

namespace FaaS.Tests.Faults;

/// <summary>On a daemon that has the image of Python and no other.</summary>
[Collection(FaultsCollection.Name)]
public sealed class RuntimeCheckTests(PrivateDocker daemon) : IDisposable
{
    private readonly WorkerRecord _record = new();
    private readonly ManualTimeProvider _clock = new(DateTimeOffset.UnixEpoch);

    private static string Python => $"faas/python:{BuiltImages.Version}";

    private static string Node => $"faas/nodejs:{BuiltImages.Version}";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_runtime_is_offered_only_while_its_image_is_there_in_the_right_version()
    {
        using var docker = new DockerClient(Options.Create(new DockerOptions { Endpoint = daemon.Endpoint }));
        var options = Options.Create(new SandboxOptions { ImageVersion = BuiltImages.Version });
        using var factory = LoggerFactory.Create(logging => logging.AddProvider(_record));
        var check = new RuntimeCheck(
            docker,
            new WorkerImages(options),
            options,
            _clock,
            factory.CreateLogger<RuntimeCheck>());
        Assert.Empty(check.Available);

        await LookAsync(check);
        Assert.Equal([Runtime.Python], check.Available);
        Assert.Contains($"The image {Node} is missing; build it with ./faas images.", check.Problem);
        Assert.Contains("faas/go-build:", check.Problem);
        Assert.DoesNotContain("faas/python", check.Problem);

        var container = await daemon.CommandAsync(Cancelled, "create", "--network", "none", Python);
        await daemon.CommandAsync(Cancelled, "commit", "--change", "ENV FAAS_AGENT=old", container[0], Node);
        await daemon.CommandAsync(Cancelled, "rm", container[0]);
        await LookAsync(check);
        Assert.Equal([Runtime.Python], check.Available);
        Assert.Contains($"{Node} has agent version old, not {BuiltImages.Version}; rebuild it", check.Problem);

        await daemon.CommandAsync(Cancelled, "tag", Python, Node);
        await LookAsync(check);
        Assert.Equal([Runtime.Python, Runtime.Nodejs], check.Available);

        await daemon.CommandAsync(Cancelled, "rmi", Node);
        await LookAsync(check);
        Assert.Equal([Runtime.Python], check.Available);

        // Each change is told once, however often it is looked for.
        await LookAsync(check);
        Assert.Equal(
            ["ImageUnusable", "ImageUnusable", "ImageUsable", "ImageUnusable"],
            _record.Events
                .Where(told => told.Message.Contains(Node, StringComparison.Ordinal))
                .Select(told => told.Name));
    }

    public void Dispose() => _record.Dispose();

    private async Task LookAsync(RuntimeCheck check)
    {
        await check.RunIfDueAsync(Cancelled);
        _clock.Advance(TimeSpan.FromSeconds(10));
    }
}
