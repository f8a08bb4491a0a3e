using System.Text.Json;
using FaaS.Client.Invocations;
using FaaS.Tests.Cli;
using FaaS.Tests.Infrastructure;
using FaaS.Tests.Infrastructure.Stores;

namespace FaaS.Tests.EndToEnd;

/// <summary>The command line as a person and as a script use it, against the real platform.</summary>
public sealed class CliTests(SharedPlatform shared, TestStores stores) : PlatformTest(shared, stores)
{
    private readonly string _name = NewName("cli");

    [Fact]
    public async Task From_deploy_to_delete()
    {
        var deployed = await RunAsync("deploy", Example("python/hello.py"), "--name", _name, "--memory", "96");
        AssertOk(deployed, $"{_name} 1.0.0 deployed in ");

        AssertOk(await RunAsync("deploy", Example("python/hello.py"), "--name", _name), "is up to date");
        AssertOk(await RunAsync("deploy", Example("python/hello.py"), "--name", _name, "-e", "A=1"), $"{_name} 1.0.1");
        Assert.Matches($"(?m)^{_name} +1.0.1 +python +hello.handler +96 MiB", (await RunAsync("list")).Output);
        Assert.Matches("(?m)^Versions +1.0.0, 1.0.1", (await RunAsync("get", _name)).Output);
        Assert.Equal(
            await File.ReadAllTextAsync(Example("python/hello.py"), CancellationToken),
            (await RunAsync("get", _name, "--code")).Output);

        var invoked = await RunAsync("invoke", _name, "-d", """{"name":"Ada"}""");
        Assert.Equal("Hello, Ada!", JsonElement.Parse(invoked.Output).GetProperty("message").GetString());

        AssertOk(await RunAsync("delete", _name), $"{_name} deleted.");
        Assert.Equal(3, (await RunAsync("get", _name)).ExitCode);
    }

    [Fact]
    public async Task Through_the_queue_and_back()
    {
        await RunAsync("deploy", Example("python/hello.py"), "--name", _name);

        var accepted = await RunAsync("invoke", _name, "--async");
        Assert.True(Guid.TryParse(accepted.Output.Trim(), out var id), accepted.Output);
        var waited = await RunAsync("invoke", _name, "--async", "--wait", "--json");
        Assert.Equal("succeeded", JsonElement.Parse(waited.Output).GetProperty("status").GetString());

        await Faas.Invocations.WaitAsync(id, CancellationToken);
        Assert.Equal("greeting FaaS\n", (await RunAsync("logs", id.ToString(), "--follow")).Output);
        Assert.Equal("greeting FaaS\n", (await RunAsync("logs", _name)).Output);
        Assert.Matches("(?m)^Status +succeeded", (await RunAsync("invocations", id.ToString())).Output);
        Assert.Contains(id.ToString(), (await RunAsync("invocations", "--function", _name)).Output);
    }

    [Fact]
    public async Task A_failure_shows_the_stack_trace_and_is_exit_code_1()
    {
        await RunAsync("deploy", Example("python/fails.py"), "--name", _name);

        var run = await RunAsync("invoke", _name);

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Contains("no price for 'coffee'", run.Error);
        Assert.Contains("fails.py\", line 11, in unit_price", run.Error);
    }

    [Fact]
    public async Task A_dead_letter_succeeds_once_its_function_is_mended()
    {
        using var folder = new TemporaryFolder();
        var broken = folder.Write("broken.py", "def handler(event, context):\n    raise KeyError('price')\n");
        var mended = folder.Write("mended.py", "def handler(event, context):\n    return event['n'] + 1\n");
        AssertOk(await RunAsync("deploy", broken, "--name", _name, "--max-attempts", "1"), $"{_name} 1.0.0");
        var id = Guid.Parse((await RunAsync("invoke", _name, "--async", "-d", """{"n":1}""")).Output.Trim());
        var dead = await Faas.Invocations.WaitAsync(id, CancellationToken);
        Assert.Equal(InvocationStatus.Dead, dead.Status);

        var listed = await RunAsync("dead-letters", "--function", _name);
        AssertOk(listed, "attempts_exhausted");
        Assert.Contains($"{id}", listed.Output);
        AssertOk(await RunAsync("deploy", mended, "--name", _name), $"{_name} 1.0.1");
        AssertOk(await RunAsync("dead-letters", "redrive", "--function", _name), "1 redriven, 0 more match.");

        var done = await Faas.Invocations.WaitAsync(id, CancellationToken);
        Assert.Equal(
            (InvocationStatus.Succeeded, "1.0.1", 2), (done.Status, done.Version, done.Result?.GetInt32()));
        Assert.DoesNotContain($"{id}", (await RunAsync("dead-letters", "--function", _name)).Output);
    }

    [Fact]
    public async Task Code_that_does_not_compile_shows_the_line_and_is_exit_code_1()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("main.go", "package main\n\nfunc main() { undefined() }\n");

        var run = await RunAsync("deploy", file, "--name", _name);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("main.go:3:15", run.Error);
    }

    [Fact]
    public async Task A_running_invocation_can_be_cancelled()
    {
        await RunAsync("deploy", Example("python/slow.py"), "--name", _name);
        var id = (await RunAsync("invoke", _name, "--async", "-d", """{"seconds":20}""")).Output.Trim();

        AssertOk(await RunAsync("cancel", id), id);

        await Eventually.TrueAsync(
            async () => (await RunAsync("invocations", id)).Output.Contains("cancelled", StringComparison.Ordinal),
            "the invocation to be cancelled");
    }

    [Fact]
    public async Task Status_and_workers_show_a_platform_that_is_well()
    {
        AssertOk(await RunAsync("status"), "healthy");
        AssertOk(await RunAsync("workers"), Platform.WorkerId);
        Assert.Equal(
            "ready",
            JsonElement.Parse((await RunAsync("workers", "--json")).Output)[0].GetProperty("state").GetString());
    }

    private Task<CliProcess> RunAsync(params string[] arguments) => CliProcess.RunAsync(Platform.Url, arguments);

    private static void AssertOk(CliProcess run, string output)
    {
        Assert.True(run.ExitCode == 0, $"Exit code {run.ExitCode}: {run.Error}");
        Assert.Contains(output, run.Output);
    }
}
