using System.Text;
using FaaS.Domain.Functions;
using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Dispatch;
using FaaS.Protocol.Messages;
using Microsoft.Extensions.DependencyInjection;

namespace FaaS.Tests.Infrastructure.Workers;

public sealed class InvocationDispatcherTests(SharedDispatcher shared)
    : IClassFixture<SharedDispatcher>, IAsyncLifetime
{
    private TestDispatcher Dispatcher => shared.Dispatcher;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => shared.EmptyAsync();

    [Fact]
    public async Task The_payload_arrives_as_it_is_and_so_does_the_result()
    {
        await using var worker = await FakeWorker.JoinAsync(Dispatcher.Url, "w1");

        using var outcome = await Dispatcher.InvokeAsync(TestDispatcher.Function(), "{ \"x\" : 1 }");

        var succeeded = Assert.IsType<InvocationOutcome.Succeeded>(outcome);
        Assert.Equal("{ \"x\" : 1 }", Encoding.UTF8.GetString(succeeded.Result.Memory.Span));
        Assert.Equal(("application/json", "w1"), (succeeded.ContentType, succeeded.WorkerId));
        Assert.True(succeeded.Stats.Cold);
    }

    [Fact]
    public async Task A_version_is_loaded_once_on_each_connection()
    {
        await using var worker = await FakeWorker.JoinAsync(Dispatcher.Url, "w1");
        var function = TestDispatcher.Function();

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Dispatcher.InvokeAsync(function)));
        await Dispatcher.InvokeAsync(TestDispatcher.Function("other"));

        Assert.Equal(["echo", "other"], worker.Loads.Select(load => load.Function));
    }

    [Fact]
    public async Task A_version_that_the_worker_has_forgotten_is_loaded_again()
    {
        await using var worker = await FakeWorker.JoinAsync(Dispatcher.Url, "w1");
        var function = TestDispatcher.Function();
        await Dispatcher.InvokeAsync(function);
        worker.Forgotten[function.VersionId] = true;

        Assert.IsType<InvocationOutcome.Succeeded>(await Dispatcher.InvokeAsync(function));

        Assert.Equal(2, worker.Loads.Count);
    }

    [Fact]
    public async Task The_worker_that_is_warm_is_chosen()
    {
        var function = TestDispatcher.Function();
        await using var one = await FakeWorker.JoinAsync(Dispatcher.Url, "w1");
        await using var two = await FakeWorker.JoinAsync(Dispatcher.Url, "w2");
        foreach (var warm in (FakeWorker[])[one, two])
        {
            var cold = warm == one ? two : one;
            cold.Report(WorkerState.Ready, 8);
            warm.Report(WorkerState.Ready, 8, warm: function.VersionId);
            await Eventually.TrueAsync(() => Task.FromResult(IsOnlyWarmOn(warm.Id, function.VersionId)), "the reports");

            var outcome = await Dispatcher.InvokeAsync(function);

            Assert.Equal(warm.Id, Assert.IsType<InvocationOutcome.Succeeded>(outcome).WorkerId);
        }
    }

    [Fact]
    public async Task Who_has_no_capacity_after_all_is_passed_over()
    {
        await using var full = await FakeWorker.JoinAsync(Dispatcher.Url, "full", serve: RefuseAsync);
        await using var free = await FakeWorker.JoinAsync(Dispatcher.Url, "free");

        var outcomes = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(i => Dispatcher.InvokeAsync(TestDispatcher.Function($"f{i}"))));

        Assert.All(outcomes, outcome => Assert.IsType<InvocationOutcome.Succeeded>(outcome));
        Assert.True(full.Calls.Count < 20, "A worker that refuses is not asked for everything.");
    }

    [Fact]
    public async Task Functions_with_egress_go_where_it_is_and_are_refused_where_it_is_nowhere()
    {
        await using var without = await FakeWorker.JoinAsync(Dispatcher.Url, "without");
        without.ReportWith(() => new(
            WorkerState.Ready, 0, 8, 0, 16 * 1024, new Dictionary<Guid, int>(), "no iptables", Egress: false));
        await Eventually.TrueAsync(
            () => Dispatcher.Workers.Channels.ToArray().Any(channel => !channel.Status.Egress), "the report");
        await using (var with = await FakeWorker.JoinAsync(Dispatcher.Url, "with"))
        {
            var outcomes = await Task.WhenAll(
                Enumerable.Range(0, 20).Select(i => Dispatcher.InvokeAsync(WithEgress(i))));

            Assert.All(outcomes, outcome => Assert.IsType<InvocationOutcome.Succeeded>(outcome));
            Assert.Equal((0, 20), (without.Calls.Count, with.Calls.Count));
        }

        await Eventually.TrueAsync(() => Dispatcher.Workers.Channels.Length == 1, "the other worker to be gone");
        await Dispatcher.InvokeAsync(WithEgress(20));
        Assert.Single(without.Calls);
    }

    [Theory]
    [InlineData(WorkerState.Draining)]
    [InlineData(WorkerState.Unhealthy)]
    public async Task Who_is_not_ready_gets_nothing(WorkerState state)
    {
        await using var other = await FakeWorker.JoinAsync(Dispatcher.Url, "other");
        await using var ready = await FakeWorker.JoinAsync(Dispatcher.Url, "ready");
        other.Report(state, 8);
        await Eventually.TrueAsync(
            () => Task.FromResult(Dispatcher.Workers.Channels.ToArray().Any(channel => channel.Status.State == state)),
            "the report");

        await Task.WhenAll(
            Enumerable.Range(0, 10).Select(i => Dispatcher.InvokeAsync(TestDispatcher.Function($"f{i}"))));

        Assert.Empty(other.Calls);
        Assert.Equal(10, ready.Calls.Count);
    }

    [Fact]
    public async Task A_worker_never_gets_more_than_its_slots()
    {
        var running = 0;
        var most = 0;
        await using var worker = await FakeWorker.JoinAsync(Dispatcher.Url, "w1", slots: 3, serve: async call =>
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            await Task.Delay(5);
            Interlocked.Decrement(ref running);
            call.Succeed([], null);
        });

        var outcomes = await Task.WhenAll(
            Enumerable.Range(0, 60).Select(_ => Dispatcher.InvokeAsync(TestDispatcher.Function())));

        Assert.All(outcomes, outcome => Assert.IsType<InvocationOutcome.Succeeded>(outcome));
        Assert.Equal(3, most);
    }

    [Fact]
    public async Task A_burst_of_100_on_a_limit_of_5_starts_at_most_5_and_loses_none()
    {
        var running = 0;
        var most = 0;
        await using var worker = await FakeWorker.JoinAsync(Dispatcher.Url, "w1", slots: 50, serve: async call =>
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            await Task.Delay(5);
            Interlocked.Decrement(ref running);
            call.Succeed([], null);
        });
        var function = TestDispatcher.Function(maxConcurrency: 5);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Dispatcher.InvokeAsync(function)));

        Assert.All(outcomes, outcome => Assert.IsType<InvocationOutcome.Succeeded>(outcome));
        Assert.Equal(5, most);
    }

    [Fact]
    public async Task Without_a_worker_the_caller_is_refused_when_patience_ends()
    {
        var function = TestDispatcher.Function();
        await Dispatcher.HoldPermitAsync(function);

        var outcome = await Dispatcher.InvokeAsync(function, "{}", TimeSpan.FromMilliseconds(50), Token);

        Assert.Equal(Refusal.NoCapacity, Assert.IsType<InvocationOutcome.Refused>(outcome).Reason);
    }

    [Fact]
    public async Task Who_waits_is_served_by_the_worker_that_joins()
    {
        var invoking = Dispatcher.InvokeAsync(TestDispatcher.Function());

        await using var worker = await FakeWorker.JoinAsync(Dispatcher.Url, "late");

        Assert.IsType<InvocationOutcome.Succeeded>(await invoking);
    }

    [Fact]
    public async Task Cancelling_stops_the_sandbox_and_is_an_outcome()
    {
        await using var worker = await FakeWorker.JoinAsync(Dispatcher.Url, "w1", serve: async call =>
        {
            await call.Cancelled;
            call.Fail(FailureKind.Cancelled);
        });
        var invoking = Dispatcher.InvokeAsync(TestDispatcher.Function());
        await Eventually.TrueAsync(() => Task.FromResult(worker.Calls.Count == 1), "the call to arrive");

        var running = Dispatcher.Services.GetRequiredService<RunningInvocations>();
        Assert.True(running.Cancel(worker.Calls.Single().Invoke!.InvocationId));

        Assert.Equal(FailureKind.Cancelled, Assert.IsType<InvocationOutcome.Failed>(await invoking).Failure.Kind);
        Assert.Equal(0, running.Count);
    }

    [Fact]
    public async Task A_worker_that_ignores_a_cancellation_is_not_waited_for()
    {
        await using var worker = await FakeWorker.JoinAsync(Dispatcher.Url, "w1", serve: _ => Task.CompletedTask);
        using var gone = new CancellationTokenSource();
        var invoking = Dispatcher.InvokeAsync(TestDispatcher.Function(), "{}", TimeSpan.FromSeconds(5), gone.Token);
        await Eventually.TrueAsync(() => Task.FromResult(worker.Calls.Count == 1), "the call to arrive");

        await gone.CancelAsync();

        var outcome = await invoking.WaitAsync(TimeSpan.FromSeconds(10), Token);
        Assert.Equal(FailureKind.Cancelled, Assert.IsType<InvocationOutcome.Failed>(outcome).Failure.Kind);
    }

    [Fact]
    public async Task Init_is_answered_by_a_worker()
    {
        await using var worker = await FakeWorker.JoinAsync(Dispatcher.Url, "w1");

        var outcome = await Dispatcher.Services.GetRequiredService<InvocationDispatcher>().InitAsync(
            TestDispatcher.Function(), TimeSpan.FromSeconds(5), Token);

        Assert.IsType<InvocationOutcome.Succeeded>(outcome);
        Assert.Single(worker.Loads);
    }

    private static FunctionSpec WithEgress(int number)
        => TestDispatcher.Function($"f{number}") with { Network = NetworkAccess.Egress };

    private static Task RefuseAsync(FakeCall call)
    {
        call.Fail(FailureKind.NoCapacity);
        return Task.CompletedTask;
    }

    private bool IsOnlyWarmOn(string workerId, Guid versionId)
        => Dispatcher.Workers.Channels.ToArray()
            .All(channel => channel.Warm[versionId].Idle > 0 == (channel.WorkerId == workerId));
}
