using System.Net;
using System.Security.Cryptography;
using FaaS.Domain.Functions;
using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Dispatch;
using FaaS.Infrastructure.Objects;
using FaaS.Protocol.Frames;
using FaaS.Tests.Infrastructure.Stores;
using Microsoft.Extensions.DependencyInjection;

namespace FaaS.Tests.Infrastructure.Workers;

public sealed class WorkerConnectionTests(SharedDispatcher shared, TestStores stores)
    : IClassFixture<SharedDispatcher>, IAsyncLifetime
{
    private TestDispatcher Dispatcher => shared.Dispatcher;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => shared.EmptyAsync();

    [Theory]
    [InlineData("wrong-token-of-tests---")]
    [InlineData("")]
    public async Task Wrong_join_token_is_refused(string token)
    {
        var (stream, status) = await FakeWorker.UpgradeAsync(Dispatcher.Url, token);

        Assert.Equal("HTTP/1.1 401 Unauthorized", status);
        await stream.DisposeAsync();
    }

    [Fact]
    public async Task A_request_without_upgrade_is_told_so()
    {
        using var client = new HttpClient { BaseAddress = Dispatcher.Url };
        client.DefaultRequestHeaders.Authorization = new("Bearer", TestDispatcher.JoinToken);

        var response = await client.GetAsync(
            new Uri("/workers/connect", UriKind.Relative), Token);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task A_worker_is_told_of_all_live_dispatchers()
    {
        await using var worker = await FakeWorker.JoinAsync(Dispatcher.Url, "w1");

        await Eventually.TrueAsync(
            () => Task.FromResult(worker.Welcomes.Any(welcome => welcome.Peers.Count > 0)), "a welcome with peers");

        var welcome = worker.Welcomes.Last();
        var peer = Assert.Single(welcome.Peers);
        Assert.Equal((welcome.DispatcherId, "scheduler"), (peer.Id, peer.Kind));
        Assert.Equal(Dispatcher.Url, new Uri(peer.Url));
        Assert.Equal(800, welcome.HeartbeatMs);
    }

    [Fact]
    public async Task A_lost_connection_ends_what_ran_there_at_once()
    {
        var worker = await FakeWorker.JoinAsync(Dispatcher.Url, "w1", serve: _ => Task.CompletedTask);
        var invoking = Dispatcher.InvokeAsync(TestDispatcher.Function());
        await ArriveAsync(worker);

        worker.Crash();
        await worker.DisposeAsync();

        var failed = Assert.IsType<InvocationOutcome.Failed>(await invoking.WaitAsync(TimeSpan.FromSeconds(10), Token));
        Assert.Equal((FailureKind.WorkerLost, "WorkerLost"), (failed.Failure.Kind, failed.Failure.Type));
        Assert.True(Dispatcher.Workers.Channels.IsEmpty);
    }

    [Fact]
    public async Task A_silent_worker_gets_nothing_new_and_is_then_given_up()
    {
        await using var dispatcher = await TestDispatcher.StartAsync(stores, "00:00:00.100");
        await using var silent = await FakeWorker.JoinAsync(dispatcher.Url, "w1", serve: _ => Task.CompletedTask);
        var running = dispatcher.InvokeAsync(TestDispatcher.Function());
        await ArriveAsync(silent);
        silent.FallSilent();
        await Eventually.TrueAsync(
            () => Task.FromResult(dispatcher.Workers.Channels is [{ IsSuspect: true }]), "w1 to be suspected");

        await using var other = await FakeWorker.JoinAsync(dispatcher.Url, "w2");
        for (var call = 0; call < 8; call++)
        {
            Assert.IsType<InvocationOutcome.Succeeded>(
                await dispatcher.InvokeAsync(TestDispatcher.Function($"f{call}")));
        }

        Assert.Single(silent.Calls);
        var outcome = await running.WaitAsync(TimeSpan.FromSeconds(20), Token);

        var failed = Assert.IsType<InvocationOutcome.Failed>(outcome);
        Assert.Equal("WorkerLost", failed.Failure.Type);
        Assert.Contains("Nothing was heard", failed.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_does_not_say_hello_is_sent_away()
    {
        await using var dispatcher = await TestDispatcher.StartAsync(stores, "00:00:00.100");
        await using var worker = await FakeWorker.ConnectAsync(dispatcher.Url, "w1");

        await EndAsync(worker);
    }

    [Theory]
    [InlineData(FrameType.Result, "{\"content_type\":")]
    [InlineData(FrameType.Result, "{}")]
    [InlineData(FrameType.Invoke, "{}")]
    [InlineData(FrameType.Hello, "{}")]
    [InlineData(FrameType.Ping, "{\"state\":\"asleep\"}")]
    public async Task A_malformed_frame_closes_that_connection_and_nothing_else(FrameType type, string meta)
    {
        await using var bad = await FakeWorker.JoinAsync(Dispatcher.Url, "bad");
        await using var good = await FakeWorker.JoinAsync(Dispatcher.Url, "good");

        bad.Send(type, 2, System.Text.Encoding.UTF8.GetBytes(meta));

        await EndAsync(bad);
        Assert.False(good.Closed.IsCancellationRequested);
        Assert.IsType<InvocationOutcome.Succeeded>(await Dispatcher.InvokeAsync(TestDispatcher.Function()));
        Assert.Single(good.Calls);
    }

    [Fact]
    public async Task Numbers_beyond_all_reason_close_the_connection()
    {
        var answered = new TaskCompletionSource();
        await using var worker = await FakeWorker.JoinAsync(Dispatcher.Url, "w1", serve: _ => answered.Task);
        var invoking = Dispatcher.InvokeAsync(TestDispatcher.Function());
        await ArriveAsync(worker);

        worker.Send(FrameType.Result, worker.Calls.Single().Stream, """
            {"stats":{"cold":true,"queue_ms":1e300,"init_ms":0,"run_ms":0,"sandbox":"s","logs_size":0}}
            """u8);

        Assert.IsType<InvocationOutcome.Failed>(await invoking.WaitAsync(TimeSpan.FromSeconds(10), Token));
    }

    [Fact]
    public async Task A_worker_that_connects_again_replaces_its_old_connection()
    {
        await using var old = await FakeWorker.JoinAsync(Dispatcher.Url, "w1");
        await using var young = await FakeWorker.JoinAsync(Dispatcher.Url, "w1");

        await EndAsync(old);

        await Dispatcher.InvokeAsync(TestDispatcher.Function());
        Assert.Empty(old.Calls);
        Assert.Single(young.Calls);
    }

    [Fact]
    public async Task A_protocol_that_is_not_spoken_is_answered_with_goodbye()
    {
        await using var worker = await FakeWorker.ConnectAsync(Dispatcher.Url, "w1");

        worker.SayHello(slots: 1, protocol: 0);

        Assert.Contains("protocol", (await worker.Goodbye).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stopping_dispatcher_says_goodbye_and_lets_what_runs_finish()
    {
        var release = new TaskCompletionSource();
        await using var dispatcher = await TestDispatcher.StartAsync(stores);
        await using var worker = await FakeWorker.JoinAsync(dispatcher.Url, "w1", serve: async call =>
        {
            await release.Task;
            call.Succeed("done"u8, "text/plain");
        });
        var invoking = dispatcher.InvokeAsync(TestDispatcher.Function());
        await ArriveAsync(worker);

        var stopping = dispatcher.StopAsync();
        await worker.Goodbye;
        release.SetResult();

        Assert.IsType<InvocationOutcome.Succeeded>(await invoking);
        await stopping;
    }

    [Fact]
    public async Task Code_is_streamed_in_bounded_chunks_to_whoever_was_told_to_run_it()
    {
        var code = RandomNumberGenerator.GetBytes((3 * FrameLimits.MaxChunkBytes) + 17);
        var function = TestDispatcher.Function() with { CodeDigest = CodeDigest.Of(code) };
        await Dispatcher.Services.GetRequiredService<ICodeStore>()
            .PutAsync(function.CodeDigest, code, Token);
        await using var worker = await FakeWorker.JoinAsync(Dispatcher.Url, "w1");
        await Dispatcher.InvokeAsync(function);

        var fetch = await worker.FetchAsync(function.CodeDigest.Value);

        Assert.Null(fetch.Error);
        Assert.Equal(code, fetch.Code);
        Assert.Equal(FrameLimits.MaxChunkBytes, fetch.LargestChunk);
    }

    [Fact]
    public async Task Code_that_was_not_asked_to_be_run_is_not_given_out()
    {
        var code = "secret"u8.ToArray();
        await Dispatcher.Services.GetRequiredService<ICodeStore>()
            .PutAsync(CodeDigest.Of(code), code, Token);
        await using var worker = await FakeWorker.JoinAsync(Dispatcher.Url, "w1");

        var fetch = await worker.FetchAsync(CodeDigest.Of(code).Value);

        Assert.Equal("UnknownCode", fetch.Error?.Type);
        Assert.Empty(fetch.Code);
    }

    private static Task EndAsync(FakeWorker worker)
        => Eventually.TrueAsync(
            () => Task.FromResult(worker.Closed.IsCancellationRequested), $"the connection of {worker.Id} to end");

    private static Task ArriveAsync(FakeWorker worker)
        => Eventually.TrueAsync(() => Task.FromResult(worker.Calls.Count == 1), "the call to arrive");
}
