extern alias worker;

using System.Text.Json.Nodes;
using FaaS.Protocol.Messages;
using FaaS.Tests.Infrastructure;
using FaaS.Tests.Worker;
using FaaS.Tests.Worker.Docker;
using worker::FaaS.Worker.Sandboxes;

namespace FaaS.Tests.Security;

/// <summary>How a worker asks its daemon to lock sandboxes in, and what it does when the daemon cannot.</summary>
public sealed class ConfinementTests : IAsyncLifetime
{
    private readonly WorkerFixture _worker = new();
    private FakeDaemon _daemon = null!;

    public async ValueTask InitializeAsync() => _daemon = await FakeDaemon.StartAsync();

    [Fact]
    public async Task Every_container_is_asked_for_with_all_its_locks()
    {
        var created = await CreatedAsync();

        var host = created["HostConfig"]!;
        Assert.Equal("none", (string?)host["NetworkMode"]);
        Assert.True((bool)created["NetworkDisabled"]!);
        Assert.True((bool)host["ReadonlyRootfs"]!);
        Assert.Equal(["ALL"], host["CapDrop"]!.AsArray().Select(value => (string?)value));
        Assert.Equal((long)host["Memory"]!, (long)host["MemorySwap"]!);
        Assert.Equal(16 << 20, (long)host["ShmSize"]!);
        Assert.All(host["Mounts"]!.AsArray(), mount => Assert.True((bool)mount!["ReadOnly"]!));
        Assert.Null(host["Runtime"]);
        var options = host["SecurityOpt"]!.AsArray().Select(value => (string)value!).ToArray();
        Assert.Equal("no-new-privileges", options[0]);
        var profile = JsonNode.Parse(options[1]["seccomp=".Length..])!;
        Assert.Equal("SCMP_ACT_ERRNO", (string?)profile["defaultAction"]);
    }

    [Fact]
    public async Task No_two_sandboxes_are_the_same_user()
    {
        await CreatedAsync();
        await Eventually.TrueAsync(() => _daemon.Created.Count >= 3, "three containers to be asked for");

        var users = _daemon.Created.Select(created => (string)created["User"]!).ToArray();
        Assert.All(users, user => Assert.Matches("^1[01][0-9]{3}:10001$", user));
        Assert.Equal(users.Length, users.Distinct().Count());
    }

    [Fact]
    public async Task The_daemons_own_profile_can_be_configured()
    {
        _worker.Settings["Worker:Sandbox:SeccompProfile"] = SandboxOptions.DockerDefaultSeccomp;

        var created = await CreatedAsync();

        Assert.Equal(["no-new-privileges"], OptionsOf(created));
    }

    [Fact]
    public async Task A_profile_of_ones_own_can_be_configured()
    {
        var profile = Path.GetTempFileName();
        await File.WriteAllTextAsync(
            profile, """{"defaultAction":"SCMP_ACT_LOG"}""", TestContext.Current.CancellationToken);
        _worker.Settings["Worker:Sandbox:SeccompProfile"] = profile;

        var created = await CreatedAsync();

        File.Delete(profile);
        Assert.Equal(["no-new-privileges", """seccomp={"defaultAction":"SCMP_ACT_LOG"}"""], OptionsOf(created));
    }

    [Fact]
    public async Task The_configured_oci_runtime_is_asked_for()
    {
        _worker.Settings["Worker:Sandbox:OciRuntime"] = "runsc";
        _daemon.Info["Runtimes"]!["runsc"] = new JsonObject { ["path"] = "/usr/bin/runsc" };

        Assert.Equal("runsc", (string?)(await CreatedAsync())["HostConfig"]!["Runtime"]);
    }

    [Fact]
    public async Task A_daemon_without_the_configured_oci_runtime_is_told_clearly_and_nothing_is_started()
    {
        _worker.Settings["Worker:Sandbox:OciRuntime"] = "runsc";

        await IsToldAsync("no OCI runtime 'runsc' (Worker:Sandbox:OciRuntime), it has runc;");
    }

    [Fact]
    public async Task A_daemon_without_seccomp_gets_nothing_to_start()
    {
        _daemon.Info["SecurityOptions"] = new JsonArray("name=apparmor");

        await IsToldAsync("seccomp");
    }

    [Fact]
    public async Task A_daemon_that_cannot_enforce_limits_gets_nothing_to_start()
    {
        _daemon.Info["MemoryLimit"] = true;
        _daemon.Info["CpuCfsQuota"] = false;
        _daemon.Info["PidsLimit"] = false;

        await IsToldAsync("cannot limit CPU time, the number of processes on this machine");
    }

    public async ValueTask DisposeAsync()
    {
        _daemon.LetRemove();
        await _worker.DisposeAsync();
        await _daemon.DisposeAsync();
    }

    private static IEnumerable<string?> OptionsOf(JsonNode created)
        => created["HostConfig"]!["SecurityOpt"]!.AsArray().Select(value => (string?)value);

    private async Task<JsonNode> CreatedAsync()
    {
        await StartAsync();
        await Eventually.TrueAsync(() => !_daemon.Created.IsEmpty, "a container to be asked for");
        return _daemon.Created.First();
    }

    private async Task IsToldAsync(string fault)
    {
        await StartAsync();
        await _worker.Dispatcher.StatusAsync(status => status.State is WorkerState.Unhealthy
            && status.Detail?.Contains(fault, StringComparison.Ordinal) is true);
        await Eventually.TrueAsync(
            () => _worker.Record.Events.Any(told => told.Name == "NoConfinement"), "the operator to be told");
        Assert.Empty(_daemon.Created);
    }

    private Task StartAsync()
    {
        _worker.Settings["Worker:Docker:Endpoint"] = _daemon.Endpoint;
        _worker.Settings["Worker:Sandbox:ParallelStarts"] = "8";
        _worker.Settings["Worker:Sandbox:StartTimeout"] = "00:00:01";
        _worker.Settings["Logging:Console:LogLevel:Default"] = "None";
        return _worker.InitializeAsync().AsTask();
    }
}
