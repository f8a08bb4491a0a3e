using FaaS.Protocol.Frames;
using FaaS.Tests.Infrastructure;

namespace FaaS.Tests.RuntimeImages;

public sealed class AgentLifeTests
{
    public static TheoryData<string, string> Images() => new()
    {
        { "python", "python" },
        { "nodejs", "nodejs" },
        { "go", "go" },
        { "go-build", "go" },
    };

    [Theory]
    [MemberData(nameof(Images))]
    public async Task Agent_says_hello_answers_pings_and_ends_with_its_connection(string image, string runtime)
    {
        await using var sandbox = await AgentSandbox.StartAsync(image);

        var hello = sandbox.Hello;
        Assert.Equal((1, BuiltImages.Version, runtime), (hello.Protocol, hello.Agent, hello.Runtime));
        Assert.Matches(@"^\d+\.\d+", sandbox.Hello.RuntimeVersion);
        Assert.Equal(FrameType.Pong, (await sandbox.PingAsync()).Type);

        await sandbox.CloseConnectionAsync();
        await Eventually.TrueAsync(sandbox.IsGoneAsync, "the container to end with its connection");
    }

    [Theory]
    [InlineData("python", "main.py", "def handler(event, context):\n    while True: pass\n")]
    [InlineData("nodejs", "index.js", "exports.handler = () => new Promise(resolve => setTimeout(resolve, 1e6));\n")]
    public async Task Sandbox_of_a_dead_worker_ends_while_its_function_runs(string image, string file, string source)
    {
        await using var sandbox = await AgentSandbox.LoadAsync(image, file, source);
        _ = sandbox.InvokeAsync();

        await sandbox.CloseConnectionAsync();
        await Eventually.TrueAsync(sandbox.IsGoneAsync, "the container to end with its connection");
    }
}
