namespace FaaS.Tests.RuntimeImages;

public sealed class LogTests
{
    public static TheoryData<string> Images() => ["python", "nodejs"];

    [Theory]
    [MemberData(nameof(Images))]
    public async Task Output_while_loading_is_logged_before_the_answer(string image)
    {
        var sample = HandlerSample.Of(image);
        await using var sandbox = await AgentSandbox.StartAsync(image);
        sandbox.WriteCode(sample.File, sample.Source);

        var answer = await sandbox.InitHandlerAsync(sample.File, "echo");

        Assert.Equal("loading\n", answer.Succeeded().Logs);
    }

    [Theory]
    [MemberData(nameof(Images))]
    public async Task Output_of_function_and_children_keeps_its_order(string image)
    {
        await using var sandbox = await HandlerSample.Of(image).LoadAsync("talk");

        Assert.Equal("one\ntwo\nthree\nfour\nfive", (await sandbox.InvokeAsync()).Succeeded().Logs);
        Assert.Equal("one\ntwo\nthree\nfour\nfive", (await sandbox.InvokeAsync()).Succeeded().Logs);
    }

    [Theory]
    [MemberData(nameof(Images))]
    public async Task Children_that_write_a_lot_are_neither_blocked_nor_lost(string image)
    {
        await using var sandbox = await HandlerSample.Of(image).LoadAsync("flood");

        Assert.Equal(3_000_000, (await sandbox.InvokeAsync()).Succeeded().Logs.Length);
    }

    [Theory]
    [MemberData(nameof(Images))]
    public async Task Output_between_two_invocations_is_in_the_logs_of_the_next(string image)
    {
        await using var sandbox = await HandlerSample.Of(image).LoadAsync("linger");

        Assert.Equal("", (await sandbox.InvokeAsync()).Succeeded().Logs);
        Assert.Equal("afterwards\nafterwards\n", (await sandbox.InvokeAsync("true")).Succeeded().Logs);
    }

    [Fact]
    public async Task Python_children_made_by_fork_log_like_any_other()
    {
        await using var sandbox = await AgentSandbox.LoadAsync("python", "main.py", """
            import os

            def handler(event, context):
                child = os.fork()
                if child == 0:
                    print("child")
                    os._exit(0)
                os.waitpid(child, 0)
                print("parent")
            """);

        Assert.Equal("child\nparent\n", (await sandbox.InvokeAsync()).Succeeded().Logs);
    }
}
