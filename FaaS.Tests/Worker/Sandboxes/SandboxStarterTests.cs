extern alias worker;

using FaaS.Domain.Functions;
using FaaS.Tests.Infrastructure.Stores;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using worker::FaaS.Worker;
using worker::FaaS.Worker.Docker;
using worker::FaaS.Worker.Sandboxes;

namespace FaaS.Tests.Worker.Sandboxes;

public sealed class SandboxStarterTests : IAsyncLifetime
{
    private const string Prefix = "faas-test/";
    private const string Image = $"{Prefix}crash:1";

    private readonly string _directory = Directory.CreateTempSubdirectory("faas-starter-").FullName;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var container = (await CommandAsync("create", "faas/base:1", "true")).Trim();
        await CommandAsync("commit", "--change", "ENTRYPOINT [\"sh\", \"-c\", \"exit 7\"]", container, Image);
        await CommandAsync("rm", container);
    }

    [Fact]
    public async Task An_agent_that_ends_before_it_calls_is_not_waited_for_and_leaves_nothing()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Worker:ApiUrl"] = "http://localhost",
            ["Worker:JoinToken"] = "x",
            ["Worker:Directory"] = _directory,
            ["Worker:Sandbox:ImagePrefix"] = Prefix,
            ["Worker:Sandbox:StartTimeout"] = "00:01:00",
        });
        builder.Services.AddSingleton(TimeProvider.System);
        builder.AddWorker();
        using var host = builder.Build();
        var budget = host.Services.GetRequiredService<MemoryBudget>();
        Assert.True(budget.TryTake(64));

        var start = host.Services.GetRequiredService<SandboxStarter>().StartAsync(
            new SandboxShape("crash", NetworkAccess.None), new MemoryReservation(budget, 64), Cancelled);
        var failed = await Assert.ThrowsAsync<DockerException>(
            () => start.WaitAsync(TimeSpan.FromSeconds(30), Cancelled));

        Assert.Equal(DockerFault.Failed, failed.Fault);
        Assert.Contains("exit code 7", failed.Message);
        Assert.Equal(0, budget.UsedMib);
        Assert.Empty(Directory.GetDirectories(Path.Combine(_directory, "1", SandboxStarter.DirectoryName)));
        var worker = host.Services.GetRequiredService<WorkerDirectory>().WorkerId;
        Assert.Empty(await host.Services.GetRequiredService<DockerClient>().ListAsync(
            $"{SandboxContainer.WorkerLabel}={worker}", Cancelled));
    }

    public async ValueTask DisposeAsync()
    {
        await CommandAsync("rmi", Image);
        Directory.Delete(_directory, recursive: true);
    }

    private static Task<string> CommandAsync(params string[] arguments)
        => Commands.RunAsync(Cancelled, ["docker", .. arguments]);
}
