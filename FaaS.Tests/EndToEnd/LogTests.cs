using System.IO.Pipelines;
using System.Text;
using FaaS.Client.Errors;
using FaaS.Client.Functions;
using FaaS.Client.Invocations;
using FaaS.Tests.Infrastructure;
using FaaS.Tests.Infrastructure.Stores;

namespace FaaS.Tests.EndToEnd;

public sealed class LogTests(SharedPlatform shared, TestStores stores) : PlatformTest(shared, stores)
{
    [Theory]
    [InlineData(
        "python",
        """
        import subprocess, sys

        def handler(event, context):
            print("to stdout", flush=True)
            print("to stderr", file=sys.stderr, flush=True)
            subprocess.run(["echo", "from a child"])
        """)]
    [InlineData(
        "nodejs",
        """
        const { execFileSync } = require('node:child_process');
        exports.handler = async () => {
          process.stdout.write('to stdout\n');
          process.stderr.write('to stderr\n');
          execFileSync('echo', ['from a child'], { stdio: 'inherit' });
        };
        """)]
    public async Task Everything_that_a_handler_and_its_children_write_is_kept(string runtime, string source)
    {
        var function = await DeployAsync(Define(runtime, "handler", source));

        var logs = await LogsAsync(function);

        Assert.Equal(["from a child", "to stderr", "to stdout"], logs.TrimEnd().Split('\n').Order());
    }

    [Fact]
    public async Task Each_invocation_has_its_own_logs()
    {
        var function = await DeployAsync(
            Define("python", "handler", "def handler(event, context):\n    print(event)\n") with
            {
                Isolation = Isolation.Function,
            });

        Assert.Equal("1\n", await LogsAsync(function, "1"));
        Assert.Equal("2\n", await LogsAsync(function, "2"));
    }

    [Fact]
    public async Task Of_logs_over_the_limit_head_and_tail_are_kept()
    {
        var function = await DeployPythonAsync(
            """
            def handler(event, context):
                print("first line")
                for number in range(20000):
                    print(f"line {number:08} and some more of it")
                print("last line")
            """);

        var logs = await LogsAsync(function);

        Assert.InRange(Encoding.UTF8.GetByteCount(logs), 200 * 1024, (256 * 1024) + 200);
        Assert.StartsWith("first line\n", logs);
        Assert.EndsWith("last line\n", logs);
    }

    [Fact]
    public async Task Followed_logs_arrive_while_the_function_runs_and_end_with_it()
    {
        var function = await DeployPythonAsync(
            """
            import time

            def handler(event, context):
                for number in range(5):
                    print(number, flush=True)
                    time.sleep(0.6)
            """);
        var invocation = await Faas.Invocations.EnqueueAsync(function.Name, null, CancellationToken);
        var pipe = new Pipe();

        var following = FollowAsync(invocation.Id, pipe.Writer);
        var first = await pipe.Reader.ReadAtLeastAsync(1, CancellationToken);
        var meanwhile = await Faas.Invocations.GetAsync(invocation.Id, null, CancellationToken);
        pipe.Reader.AdvanceTo(first.Buffer.Start);
        await following;
        var all = await new StreamReader(pipe.Reader.AsStream()).ReadToEndAsync(CancellationToken);

        Assert.Equal(InvocationStatus.Running, meanwhile.Status);
        Assert.Equal("0\n1\n2\n3\n4\n", all);
        Assert.True((await Faas.Invocations.GetAsync(invocation.Id, null, CancellationToken)).IsFinal);
    }

    private async Task FollowAsync(Guid id, PipeWriter writer)
    {
        await Faas.Invocations.FollowLogsAsync(id, writer.AsStream(leaveOpen: true), CancellationToken);
        await writer.CompleteAsync();
    }

    private async Task<string> LogsAsync(FunctionInfo function, string? json = null)
    {
        var payload = json is null ? null : Payload.Json(json);
        var result = await Faas.Invocations.InvokeAsync(function.Name, payload, CancellationToken);
        var logs = "";
        await Eventually.TrueAsync(
            async () => (logs = await FindLogsAsync(result.InvocationId) ?? "").Length > 0,
            "the logs of the invocation");
        return logs;
    }

    // The record of a synchronous invocation is written behind, up to 250 ms later.
    private async Task<string?> FindLogsAsync(Guid id)
    {
        try
        {
            return await Faas.Invocations.GetLogsAsync(id, CancellationToken);
        }
        catch (FaasException exception) when (exception.Problem.Status == 404)
        {
            return null;
        }
    }
}
