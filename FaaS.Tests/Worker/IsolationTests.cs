using FaaS.Domain.Functions;

namespace FaaS.Tests.Worker;

[Collection(WorkerCollection.Name)]
public sealed class IsolationTests(WorkerFixture fixture)
{
    private const string Counter =
        """
        import os
        calls = 0
        def handler(event, context):
            global calls
            calls += 1
            seen = os.path.exists("/tmp/seen")
            open("/tmp/seen", "w").close()
            return [calls, seen]
        """;

    private readonly FakeDispatcher _dispatcher = fixture.Dispatcher;

    [Fact]
    public async Task Every_invocation_gets_a_sandbox_that_nothing_has_used()
    {
        var function = TestFunction.Python(_dispatcher, Counter);

        var answers = new List<Answer>();
        for (var i = 0; i < 4; i++)
        {
            answers.Add(await _dispatcher.InvokeAsync(function));
        }

        Assert.All(answers, answer => Assert.Equal("[1,false]", answer.Succeeded().Text));
        Assert.Equal(4, answers.Select(answer => answer.Stats.Sandbox).Distinct().Count());
    }

    [Fact]
    public async Task With_isolation_by_function_a_sandbox_keeps_its_state()
    {
        var function = TestFunction.Python(_dispatcher, Counter) with { Isolation = Isolation.Function };

        var first = await _dispatcher.InvokeAsync(function);
        var second = await _dispatcher.InvokeAsync(function);

        Assert.Equal(("[1,false]", true), (first.Succeeded().Text, first.Stats.Cold));
        Assert.Equal(("[2,true]", false), (second.Succeeded().Text, second.Stats.Cold));
        Assert.Equal(first.Stats.Sandbox, second.Stats.Sandbox);
    }

    [Fact]
    public async Task Two_functions_never_share_a_sandbox()
    {
        var one = TestFunction.Python(_dispatcher, Counter) with { Isolation = Isolation.Function };
        var other = one with { VersionId = Guid.CreateVersion7(), FunctionId = Guid.CreateVersion7() };

        var first = await _dispatcher.InvokeAsync(one);
        var second = await _dispatcher.InvokeAsync(other);

        Assert.NotEqual(first.Succeeded().Stats.Sandbox, second.Succeeded().Stats.Sandbox);
        Assert.Equal("[1,false]", second.Text);
    }

    [Fact]
    public async Task A_burst_starts_no_more_sandboxes_than_its_function_may_have()
    {
        var function = TestFunction.Python(_dispatcher, Counter) with
        {
            Isolation = Isolation.Function,
            MaxConcurrency = 3,
        };

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => _dispatcher.InvokeAsync(function)));

        Assert.All(answers, answer => answer.Succeeded());
        Assert.InRange(answers.Select(answer => answer.Stats.Sandbox).Distinct().Count(), 1, 3);
    }

    [Fact]
    public async Task After_its_first_call_a_function_has_a_sandbox_initialised_ahead()
    {
        var function = TestFunction.Python(
            _dispatcher, "import time\ntime.sleep(0.5)\ndef handler(event, context):\n    return 1\n");

        var first = await _dispatcher.InvokeAsync(function);
        await _dispatcher.StatusAsync(status => status.Warm.GetValueOrDefault(function.VersionId) > 0);
        var second = await _dispatcher.InvokeAsync(function);

        Assert.True(first.Succeeded().Stats.Cold && first.Stats.InitMs > 500, $"{first.Stats}");
        Assert.False(second.Succeeded().Stats.Cold);
        Assert.NotEqual(first.Stats.Sandbox, second.Stats.Sandbox);
    }
}
