using System.Net;
using FaaS.Client.Functions;
using FaaS.Tests.EndToEnd;
using FaaS.Tests.Infrastructure;
using FaaS.Tests.Infrastructure.Stores;

namespace FaaS.Tests.Faults;

/// <summary>
/// <c>kill -9</c> of each process of a worker's machine while calls keep coming: whoever waits is told at once and
/// honestly, the platform recovers by itself, and nothing is left behind.
/// </summary>
[Collection(FaultsCollection.Name)]
public sealed class CrashTests(PrivateDocker docker, TestStores stores) : IAsyncLifetime
{
    // It takes some seconds, which the output says; a busy machine may take longer.
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(30);

    // Far below the 30 s of the function and of a wait for a worker.
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(15);

    private Platform _platform = null!;
    private string _found = "";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private string SandboxesPath => Path.Combine(_platform.WorkerDirectory, "1", "sandboxes");

    public async ValueTask InitializeAsync()
    {
        await docker.EndStrandedAsync(Cancelled);
        _platform = await Platform.StartAsync(
            stores, new Dictionary<string, string> { ["Worker__Docker__Endpoint"] = docker.Endpoint }, Cancelled);
        await DeployAsync("fresh", Isolation.Invocation);
        await DeployAsync("kept", Isolation.Function);
    }

    [Fact]
    public async Task Whatever_is_killed_the_platform_recovers_and_tells_the_truth()
    {
        // Whatever the agent was at: running the function, loading it, or waiting to become it.
        await AfterAsync("the agents", ["function-exited", "function-error", "platform-error"], async () =>
        {
            foreach (var agent in docker.Agents())
            {
                await Commands.RunAsync(Cancelled, "sh", "-c", $"kill -s KILL {agent} || true");
            }
        });

        await AfterAsync("containerd", ["platform-error", "no-capacity"], () => docker.KillContainerdAsync(Cancelled));

        await AfterAsync("dockerd", ["platform-error", "no-capacity"], async () =>
        {
            await docker.KillAsync(Cancelled);
            await docker.StartAsync(Cancelled);
        });

        await AfterAsync("the worker", ["platform-error", "no-capacity"], async () =>
        {
            await _platform.Worker.CrashAsync(Cancelled);
            await _platform.StartWorkerAsync(Cancelled);
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _platform.DisposeAsync();
        Assert.Empty(await docker.SandboxesAsync(CancellationToken.None));
        await Eventually.TrueAsync(() => docker.Shims() is [] && docker.Mounts() is [], "shims and mounts to go");
    }

    private async Task AfterAsync(string what, string[] problems, Func<Task> fault)
    {
        IReadOnlyCollection<LoadAnswer> answers;
        long healedAt;
        await using (var load = new Load(_platform.Url, 2, "fresh", "kept"))
        {
            await load.SucceedsAsync(10, TimeSpan.FromSeconds(30));
            await fault();
            healedAt = TimeProvider.System.GetTimestamp();
            await load.SucceedsAsync(10, Recovery);
            answers = load.Answers;
        }

        var working = TimeProvider.System.GetElapsedTime(healedAt);
        await Eventually.TrueAsync(
            IsInOrderAsync, () => $"what the death of {what} left to go; there are {_found}", Recovery);
        var clean = TimeProvider.System.GetElapsedTime(healedAt);

        var told = string.Join(", ", answers.CountBy(answer => $"{(int)answer.Status} {answer.Type}"));
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{what}: {told}, the slowest after {answers.Max(answer => answer.Took).TotalSeconds:0.0} s; "
            + $"once it was back, ten calls had succeeded after {working.TotalSeconds:0.0} s, "
            + $"and nothing was left behind after {clean.TotalSeconds:0.0} s");
        Assert.All(answers, answer => Assert.True(
            answer.Status is HttpStatusCode.OK || problems.Contains(answer.Type), $"{what}: {answer}"));
        Assert.All(answers, answer => Assert.True(answer.Took < AtOnce, $"{what}: {answer}"));
    }

    // What there is belongs together: each container runs, and has its folder, its shim and its mounts.
    private async Task<bool> IsInOrderAsync()
    {
        var sandboxes = await docker.SandboxesAsync(Cancelled);
        var folders = Directory.GetDirectories(SandboxesPath).Select(Path.GetFileName).OfType<string>().ToHashSet();
        var containers = await docker.ContainersAsync(Cancelled);
        var (kept, mounts) = (docker.Kept(), docker.RootMounts());
        _found = $"sandboxes [{string.Join(", ", sandboxes)}], folders [{string.Join(", ", folders)}], "
            + $"containers [{string.Join(", ", containers)}], shims of [{string.Join(", ", kept)}], "
            + $"{mounts.Count} mounts";
        return sandboxes.Values.All(runs => runs)
            && sandboxes.Keys.ToHashSet().SetEquals(folders)
            && containers.ToHashSet().SetEquals(kept)
            && mounts.Count == sandboxes.Count;
    }

    private Task<FunctionInfo> DeployAsync(string name, Isolation isolation) => _platform.Client.Functions.CreateAsync(
        new FunctionDefinition
        {
            Name = name,
            Runtime = "python",
            Handler = "handler",
            Code = "import time\n\n\ndef handler(event, context):\n    time.sleep(0.2)\n    return event\n"u8.ToArray(),
            Isolation = isolation,
            MaxConcurrency = 4,
        },
        cancellationToken: Cancelled);
}
