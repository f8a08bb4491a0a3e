using System.Text.Json;
using FaaS.Client.Functions;
using FaaS.Tests.Infrastructure.Stores;

namespace FaaS.Tests.EndToEnd;

public sealed class IsolationTests(SharedPlatform shared, TestStores stores) : PlatformTest(shared, stores)
{
    private const string Python = """
        import os, re

        count = 0

        def handler(event, context):
            global count
            count += 1
            found = os.path.exists("/tmp/left-behind")
            open("/tmp/left-behind", "w").close()
            mounts = open("/proc/self/mountinfo").read()
            return {
                "count": count,
                "found": found,
                "container": re.search("/containers/([0-9a-f]{64})/", mounts).group(1),
            }
        """;

    private const string Node = """
        const fs = require('node:fs');
        let count = 0;
        exports.handler = async () => {
          count += 1;
          const found = fs.existsSync('/tmp/left-behind');
          fs.writeFileSync('/tmp/left-behind', '');
          const mounts = fs.readFileSync('/proc/self/mountinfo', 'utf8');
          return { count, found, container: mounts.match(/\/containers\/([0-9a-f]{64})\//)[1] };
        };
        """;

    [Theory]
    [InlineData("python", Python)]
    [InlineData("nodejs", Node)]
    public async Task With_invocation_nothing_is_left_from_the_call_before(string runtime, string source)
    {
        var function = await DeployAsync(Define(runtime, "handler", source) with { Isolation = Isolation.Invocation });

        var calls = await CallAsync(function, 4);

        Assert.All(calls, call => Assert.Equal((1, false), (call.Count, call.Found)));
        Assert.Equal(4, calls.Select(call => call.Container).Distinct().Count());
    }

    [Theory]
    [InlineData("python", Python)]
    [InlineData("nodejs", Node)]
    public async Task With_function_a_sandbox_keeps_its_state(string runtime, string source)
    {
        var function = await DeployAsync(Define(runtime, "handler", source) with { Isolation = Isolation.Function });

        var calls = await CallAsync(function, 3);

        Assert.Equal([(1, false), (2, true), (3, true)], calls.Select(call => (call.Count, call.Found)));
        Assert.Single(calls.Select(call => call.Container).Distinct());
    }

    [Fact]
    public async Task Two_functions_never_share_a_container_even_with_the_same_code()
    {
        var one = await DeployAsync(Define("python", "handler", Python) with { Isolation = Isolation.Function });
        var other = await DeployAsync(Define("python", "handler", Python) with { Isolation = Isolation.Function });

        var ofOne = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => CallAsync(one)));
        var ofOther = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => CallAsync(other)));
        var ofOneAgain = await CallAsync(one);

        var containers = ofOne.Append(ofOneAgain).Select(call => call.Container).ToHashSet();
        Assert.Empty(containers.Intersect(ofOther.Select(call => call.Container)));
    }

    [Fact]
    public async Task A_new_version_starts_in_a_container_of_its_own()
    {
        var definition = Define("python", "handler", Python) with { Isolation = Isolation.Function };
        var function = await DeployAsync(definition);
        var before = await CallAsync(function);

        await Faas.Functions.UpdateAsync(function.Name, definition, cancellationToken: CancellationToken);
        var after = await CallAsync(function);

        Assert.Equal(1, after.Count);
        Assert.NotEqual(before.Container, after.Container);
    }

    [Fact]
    public async Task A_function_is_not_root_cannot_write_its_code_and_has_no_network()
    {
        var function = await DeployPythonAsync(
            """
            import os, socket

            def attempt(action):
                try:
                    action()
                    return "done"
                except OSError as error:
                    return type(error).__name__

            def handler(event, context):
                return [
                    os.getuid() != 0,
                    attempt(lambda: open("/code/main.py", "w")),
                    attempt(lambda: open("/etc/passwd", "w")),
                    attempt(lambda: socket.create_connection(("1.1.1.1", 53), 2)),
                ]
            """);

        var answers = JsonElement.Parse(await InvokeAsync(function));

        Assert.True(answers[0].GetBoolean());
        Assert.All(answers.EnumerateArray().Skip(1), answer => Assert.NotEqual("done", answer.GetString()));
    }

    private async Task<List<(int Count, bool Found, string Container)>> CallAsync(FunctionInfo function, int times)
    {
        var calls = new List<(int, bool, string)>();
        for (var i = 0; i < times; i++)
        {
            calls.Add(await CallAsync(function));
        }

        return calls;
    }

    private async Task<(int Count, bool Found, string Container)> CallAsync(FunctionInfo function)
    {
        var result = JsonElement.Parse(await InvokeAsync(function));
        return (
            result.GetProperty("count").GetInt32(),
            result.GetProperty("found").GetBoolean(),
            result.GetProperty("container").GetString()!);
    }
}
