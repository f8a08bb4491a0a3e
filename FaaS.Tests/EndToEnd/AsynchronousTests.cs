using System.Net;
using FaaS.Client.Errors;
using FaaS.Client.Invocations;
using FaaS.Tests.Infrastructure;
using FaaS.Tests.Infrastructure.Stores;

namespace FaaS.Tests.EndToEnd;

public sealed class AsynchronousTests(SharedPlatform shared, TestStores stores) : PlatformTest(shared, stores)
{
    private const string Sleeper = """
        import time

        def handler(event, context):
            print("started", flush=True)
            time.sleep(event)
            return "slept"
        """;

    [Fact]
    public async Task An_accepted_invocation_is_run_and_says_what_it_took()
    {
        var function = await DeployPythonAsync("def handler(event, context):\n    print('hi')\n    return event\n");

        var invocation = await RunAsync(function, Payload.Json("""{"a":1}"""));

        Assert.Equal(InvocationStatus.Succeeded, invocation.Status);
        Assert.Equal((InvocationMode.Async, 1), (invocation.Mode, invocation.Attempt));
        Assert.Equal(1, invocation.Result?.GetProperty("a").GetInt32());
        Assert.Equal((function.Id, function.Version), (invocation.FunctionId, invocation.Version));
        Assert.Equal(Platform.WorkerId, invocation.Worker);
        Assert.True(invocation.RunMs > 0 && invocation.TotalMs >= invocation.RunMs);
        Assert.NotNull(invocation.ColdStart);
        Assert.Equal(3, invocation.LogsSize);
        Assert.Equal(32, invocation.TraceId?.Length);
    }

    [Fact]
    public async Task A_function_error_is_tried_three_times_and_then_dead()
    {
        var function = await DeployPythonAsync("def handler(event, context):\n    raise RuntimeError('always')\n");

        var invocation = await RunAsync(function);

        Assert.Equal((InvocationStatus.Dead, 3), (invocation.Status, invocation.Attempt));
        Assert.Equal(("function_error", "RuntimeError", "always"), (
            invocation.Error?.Kind,
            invocation.Error?.Type,
            invocation.Error?.Message));
        Assert.Contains("in handler", invocation.Error?.StackTrace);
    }

    [Fact]
    public async Task A_function_says_when_it_wants_to_be_tried_again()
    {
        var function = await DeployPythonAsync("""
            class Busy(Exception):
                retry_after = 300

            def handler(event, context):
                raise Busy("later")
            """);
        var accepted = await Faas.Invocations.EnqueueAsync(function.Name, Payload.Json("1"), CancellationToken);

        var waiting = accepted;
        await Eventually.TrueAsync(
            async () =>
            {
                waiting = await Faas.Invocations.GetAsync(accepted.Id, null, CancellationToken);
                return waiting is { Status: InvocationStatus.Queued, NextAttemptAt: not null }
                    && waiting.NextAttemptAt > accepted.CreatedAt.AddMinutes(1);
            },
            "the first attempt to fail",
            TimeSpan.FromSeconds(60));
        await Faas.Invocations.CancelAsync(accepted.Id, CancellationToken);

        var attempts = await Faas.Invocations.GetAttemptsAsync(accepted.Id, CancellationToken);
        var pause = waiting.NextAttemptAt!.Value - Assert.Single(attempts).EndedAt!.Value;
        Assert.InRange(pause.TotalSeconds, 280, 330);
    }

    [Fact]
    public async Task A_timeout_is_tried_again_as_well()
    {
        var function = await DeployAsync(
            Define("python", "handler", Sleeper) with { Timeout = TimeSpan.FromSeconds(1) });

        var invocation = await RunAsync(function, Payload.Json("30"));

        Assert.Equal(("timeout", 3), (invocation.Error?.Kind, invocation.Attempt));
    }

    [Fact]
    public async Task Wait_answers_as_soon_as_it_is_done_or_when_the_time_is_up()
    {
        var function = await DeployPythonAsync(Sleeper);
        var invocation = await Faas.Invocations.EnqueueAsync(function.Name, Payload.Json("2"), CancellationToken);

        var early = await Faas.Invocations.GetAsync(invocation.Id, TimeSpan.FromMilliseconds(200), CancellationToken);
        var done = await Faas.Invocations.GetAsync(invocation.Id, TimeSpan.FromSeconds(20), CancellationToken);

        Assert.False(early.IsFinal);
        Assert.Equal(InvocationStatus.Succeeded, done.Status);
        Assert.InRange((done.FinishedAt! - done.CreatedAt).Value.TotalSeconds, 2, 10);
    }

    [Fact]
    public async Task A_running_invocation_is_killed_when_it_is_cancelled()
    {
        var function = await DeployPythonAsync(Sleeper);
        var invocation = await Faas.Invocations.EnqueueAsync(function.Name, Payload.Json("25"), CancellationToken);
        await Eventually.TrueAsync(
            async () => (await Faas.Invocations.GetAsync(invocation.Id, null, CancellationToken)).Status
                == InvocationStatus.Running,
            "the invocation to run");

        await Faas.Invocations.CancelAsync(invocation.Id, CancellationToken);
        var cancelled = await Faas.Invocations.WaitAsync(invocation.Id, CancellationToken);

        Assert.Equal(InvocationStatus.Cancelled, cancelled.Status);
        Assert.InRange((cancelled.FinishedAt! - cancelled.CreatedAt).Value.TotalSeconds, 0, 15);
    }

    [Fact]
    public async Task A_payload_over_1_MB_is_a_413()
    {
        var function = await DeployPythonAsync("def handler(event, context):\n    return len(event)\n");

        var refused = await Assert.ThrowsAsync<FaasException>(() => Faas.Invocations.EnqueueAsync(
            function.Name, Payload.Bytes(new byte[(1024 * 1024) + 1]), CancellationToken));
        var accepted = await RunAsync(function, Payload.Bytes(new byte[1024 * 1024]));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, refused.StatusCode);
        Assert.Equal(1024 * 1024, accepted.Result?.GetInt32());
    }

    [Fact]
    public async Task Invocations_are_listed_newest_first_page_by_page()
    {
        var function = await DeployPythonAsync("def handler(event, context):\n    return event\n");
        var ids = new List<Guid>();
        for (var i = 0; i < 3; i++)
        {
            ids.Insert(0, (await RunAsync(function, Payload.Json($"{i}"))).Id);
        }

        var filter = new InvocationFilter { Function = function.Name, Status = InvocationStatus.Succeeded };
        var first = await Faas.Invocations.ListAsync(filter, 2, null, CancellationToken);
        var second = await Faas.Invocations.ListAsync(filter, 2, first.NextCursor, CancellationToken);

        Assert.Equal(ids, first.Items.Concat(second.Items).Select(invocation => invocation.Id));
        Assert.Null(second.NextCursor);
    }

    [Fact]
    public async Task Invocations_outlive_their_function()
    {
        var function = await DeployPythonAsync("def handler(event, context):\n    return 'kept'\n");
        var invocation = await RunAsync(function);

        await Faas.Functions.DeleteAsync(function.Name, CancellationToken);

        Assert.Null(await Faas.Functions.FindAsync(function.Name, CancellationToken));
        var kept = await Faas.Invocations.GetAsync(invocation.Id, null, CancellationToken);
        Assert.Equal("kept", kept.Result?.GetString());
    }

    [Fact]
    public async Task What_nobody_accepted_is_a_404()
    {
        var failure = await Assert.ThrowsAsync<FaasException>(
            () => Faas.Invocations.GetAsync(Guid.CreateVersion7(), null, CancellationToken));

        Assert.Equal(HttpStatusCode.NotFound, failure.StatusCode);
    }
}
