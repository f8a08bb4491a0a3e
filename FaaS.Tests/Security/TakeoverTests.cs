using FaaS.Domain.Functions;

namespace FaaS.Tests.Security;

/// <summary>Code that replaces its agent in memory, to see what others are called with.</summary>
public sealed class TakeoverTests(AttackedWorker attacked) : SecurityTest(attacked)
{
    private const string Spy =
        """
        import os, sys
        from faas_agent import function
        loot, original = [], function.Function.invoke
        def spy(self, meta, payload):
            loot.append(payload.decode())
            open("/tmp/loot", "a").write(payload.decode())
            return original(self, meta, payload)
        function.Function.invoke = spy
        def handler(event, context):
            left = open("/tmp/loot").read() if os.path.exists("/tmp/loot") else ""
            return [loot[:-1], left.count("secret")]
        """;

    [Fact]
    public async Task With_isolation_by_invocation_there_is_no_next_caller()
    {
        var function = Python(Spy);

        for (var i = 0; i < 4; i++)
        {
            Assert.Equal("[[],1]", (await EnduresAsync(function, $"secret {i}")).GetRawText());
        }
    }

    [Fact]
    public async Task With_isolation_by_function_only_its_own_calls_are_seen()
    {
        var one = Python(Spy) with { Isolation = Isolation.Function };
        var other = one with
        {
            VersionId = Guid.CreateVersion7(),
            FunctionId = Guid.CreateVersion7(),
            Tenant = "another",
        };

        (await InvokeAsync(one, "secret of one")).Succeeded();
        var own = await InvokeAsync(one, "secret again");
        var foreign = await InvokeAsync(other, "secret of another");

        Assert.Equal("""[["\"secret of one\""],2]""", own.Succeeded().Text);
        Assert.Equal("[[],1]", foreign.Succeeded().Text);
        Assert.NotEqual(own.Stats.Sandbox, foreign.Stats.Sandbox);
        await Attacked.NeighbourAsync();
    }

    [Fact]
    public async Task A_process_left_behind_does_not_see_the_next_invocation()
    {
        var function = Python(
            """
            import os, time
            def handler(event, context):
                others = [name for name in os.listdir("/proc") if name.isdigit()]
                if os.fork() == 0:
                    os.setsid()
                    time.sleep(1000)
                return len(others)
            """);

        var first = await EnduresAsync(function);
        var second = await EnduresAsync(function);

        Assert.Equal(2, first.GetInt32());
        Assert.Equal(2, second.GetInt32());
    }
}
