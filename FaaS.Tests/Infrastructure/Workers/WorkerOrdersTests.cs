using FaaS.Domain.Functions;
using FaaS.Infrastructure.Workers;
using FaaS.Protocol.Messages;
using Microsoft.Extensions.DependencyInjection;

namespace FaaS.Tests.Infrastructure.Workers;

public sealed class WorkerOrdersTests(SharedDispatcher shared) : IClassFixture<SharedDispatcher>, IAsyncLifetime
{
    private const int Slots = 8;

    private TestDispatcher Dispatcher => shared.Dispatcher;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => shared.EmptyAsync();

    [Fact]
    public async Task Rebalancing_leaves_each_version_where_its_calls_go()
    {
        await using var one = await FakeWorker.JoinAsync(Dispatcher.Url, "w1", Slots);
        await using var other = await FakeWorker.JoinAsync(Dispatcher.Url, "w2", Slots);
        FakeWorker[] workers = [one, other];
        FunctionSpec[] functions = [.. Enumerable.Range(0, 20).Select(i => TestDispatcher.Function($"f{i}"))];
        await ReportAsync(workers, functions.ToDictionary(function => function.VersionId, _ => 1));

        var asked = Dispatcher.Services.GetRequiredService<WorkerOrders>().Rebalance();

        await Eventually.TrueAsync(
            () => Task.FromResult(one.Evicted.Count + other.Evicted.Count == functions.Length),
            "each version to be given up by one of the two");
        Assert.All(workers, worker => Assert.Equal(asked[worker.Id], worker.Evicted.Count));
        await ReportAsync(workers, []);
        foreach (var function in functions)
        {
            await Dispatcher.InvokeAsync(function);
        }

        Assert.All(workers, worker => Assert.Empty(
            worker.Evicted.Intersect(worker.Calls.Select(call => call.Invoke!.VersionId))));
    }

    private async Task ReportAsync(FakeWorker[] workers, Dictionary<Guid, int> warm)
    {
        var status = new WorkerStatus(WorkerState.Ready, 0, Slots, 0, 16 * 1024, warm, null);
        Array.ForEach(workers, worker => worker.ReportWith(() => status));
        await Eventually.TrueAsync(
            () => Task.FromResult(Dispatcher.Workers.Channels.ToArray().All(
                channel => channel.Status.Warm.Count == warm.Count)),
            "the reports");
    }
}
