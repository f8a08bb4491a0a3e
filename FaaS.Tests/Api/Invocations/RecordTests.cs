using System.Text;
using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Dispatch;
using FaaS.Infrastructure.Postgres.Invocations;
using FaaS.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using StackExchange.Redis;

namespace FaaS.Tests.Api.Invocations;

public sealed class RecordTests(InvokeApi api) : IClassFixture<InvokeApi>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_success_is_on_record_with_what_it_cost()
    {
        api.Serve = call =>
        {
            call.Log("hello\n");
            call.Log("world\n");
            call.Succeed("{\"a\":1}"u8, "application/json");
            return Task.CompletedTask;
        };
        var function = await api.DeployAsync();

        var row = await RecordOfAsync(await api.InvokeAsync(function));

        Assert.Equal((InvocationState.Succeeded, InvocationMode.Sync), (row.State, row.Mode));
        Assert.Equal((function, "w1", "sandbox-1"), (row.FunctionName, row.WorkerId, row.Sandbox));
        Assert.Equal("{\"a\":1}", Encoding.UTF8.GetString(row.Result!));
        Assert.Equal((12.5, 1.9, 1.2, 12_345_678L), (row.InitMs, row.RunMs, row.CpuMs, row.PeakMemoryBytes));
        Assert.Equal((128, 0L, 7L, 2048L), (row.MemoryMb, row.BytesIn, row.BytesOut, row.NetworkSentBytes));
        Assert.True(row.Cold);
        Assert.True(row.CreatedAt <= row.StartedAt && row.StartedAt <= row.FinishedAt);
        Assert.Equal(32, row.TraceId?.Length);

        await using var context = api.Functions.Host.Database.CreateContext();
        var log = await context.InvocationLogs.SingleAsync(log => log.InvocationId == row.Id, Token);
        Assert.Equal("hello\nworld\n", Encoding.UTF8.GetString(log.Content));
    }

    [Fact]
    public async Task A_failure_is_on_record_even_when_it_holds_what_Postgres_cannot()
    {
        api.Serve = call =>
        {
            call.Fail(FailureKind.FunctionError, "Odd\0Error", new string('x', 10_000), "at \0 and \uFFFD");
            return Task.CompletedTask;
        };

        var row = await RecordOfAsync(await api.InvokeAsync(await api.DeployAsync()));

        Assert.Equal((InvocationState.Failed, FailureKind.FunctionError), (row.State, row.ErrorKind));
        Assert.Equal("Odd\uFFFDError", row.ErrorType);
        Assert.StartsWith("xxx", row.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_large_result_is_not_kept()
    {
        api.Serve = call =>
        {
            call.Succeed(new byte[100_000], "application/octet-stream");
            return Task.CompletedTask;
        };

        var row = await RecordOfAsync(await api.InvokeAsync(await api.DeployAsync()));

        Assert.Equal(InvocationState.Succeeded, row.State);
        Assert.Null(row.Result);
        Assert.Equal(100_000, row.BytesOut);
    }

    [Fact]
    public async Task A_thousand_calls_are_all_on_record()
    {
        api.Serve = InvokeApi.EchoAsync;
        var function = await api.DeployAsync(maxConcurrency: 50);

        await Parallel.ForAsync(
            0, 1000, Token, async (_, _) => (await api.InvokeAsync(function)).EnsureSuccessStatusCode());

        await using var context = api.Functions.Host.Database.CreateContext();
        await Eventually.TrueAsync(
            async () => await context.Invocations.CountAsync(row => row.FunctionName == function, Token) == 1000,
            "all records");
    }

    [Fact]
    public async Task A_slow_invocation_can_be_followed_while_it_runs()
    {
        var release = new TaskCompletionSource();
        api.Serve = async call =>
        {
            call.Log("first\n");
            await release.Task;
            call.Log("last\n");
            call.Succeed([], null);
        };
        var invoking = api.InvokeAsync(await api.DeployAsync());
        var call = await api.ArrivedAsync(call => !call.IsAnswered);

        using var redis = await ConnectionMultiplexer.ConnectAsync(api.Functions.Host.Redis.ConnectionString);
        var key = LiveLogs.Key(call.Invoke!.InvocationId, call.Invoke.Attempt);
        await Eventually.TrueAsync(
            async () => await redis.GetDatabase().StringGetAsync(key) == "first\n", "the log so far");
        await Eventually.TrueAsync(
            async () => await redis.GetDatabase().KeyTimeToLiveAsync(key) is not null, "the log to have an end");

        release.SetResult();
        await invoking;
    }

    [Fact]
    public async Task Any_replica_can_cancel_it()
    {
        api.Serve = async call =>
        {
            await call.Cancelled;
            call.Fail(FailureKind.Cancelled);
        };
        var invoking = api.InvokeAsync(await api.DeployAsync());
        var call = await api.ArrivedAsync(call => !call.IsAnswered);

        using var redis = await ConnectionMultiplexer.ConnectAsync(api.Functions.Host.Redis.ConnectionString);
        var channel = new RedisChannel("faas:cancel", RedisChannel.PatternMode.Literal);

        // The Api may not have begun to listen yet.
        await Eventually.TrueAsync(
            async () =>
            {
                await redis.GetSubscriber().PublishAsync(channel, call.Invoke!.InvocationId.ToString());
                return invoking.IsCompleted;
            },
            "the call to be cancelled");

        var row = await RecordOfAsync(await invoking);
        Assert.Equal(InvocationState.Cancelled, row.State);
    }

    private async Task<InvocationRow> RecordOfAsync(HttpResponseMessage response)
    {
        var id = Guid.Parse(Assert.Single(response.Headers.GetValues("X-Invocation-Id")));
        await using var context = api.Functions.Host.Database.CreateContext();
        InvocationRow? row = null;
        await Eventually.TrueAsync(
            async () => (row = await context.Invocations.AsNoTracking()
                .SingleOrDefaultAsync(row => row.Id == id, Token)) is not null,
            "the record");
        return row!;
    }
}
