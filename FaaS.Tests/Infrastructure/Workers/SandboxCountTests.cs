using FaaS.Infrastructure.Dispatch;

namespace FaaS.Tests.Infrastructure.Workers;

/// <summary>Several workers never have more sandboxes of a function than it may run at once.</summary>
public sealed class SandboxCountTests(SharedDispatcher shared) : IClassFixture<SharedDispatcher>, IAsyncLifetime
{
    private TestDispatcher Dispatcher => shared.Dispatcher;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => shared.EmptyAsync();

    [Theory]
    [InlineData(1, 5, 2)]
    [InlineData(2, 3, 2)]
    [InlineData(3, 10, 3)]
    [InlineData(4, 1, 3)]
    public async Task However_the_load_changes(int seed, int maxConcurrency, int workerCount)
    {
        var function = TestDispatcher.Function(maxConcurrency: maxConcurrency);
        var workers = await Task.WhenAll(Enumerable.Range(0, workerCount).Select(i =>
            PoolingWorker.JoinAsync(Dispatcher.Url, $"w{i}", maxConcurrency, call => RunAsync(seed, call))));
        var random = new Random(seed);

        for (var burst = 0; burst < 12; burst++)
        {
            var outcomes = await Task.WhenAll(Enumerable.Range(0, random.Next(1, 60))
                .Select(_ => Dispatcher.InvokeAsync(function)));

            Assert.All(outcomes, outcome => Assert.IsType<InvocationOutcome.Succeeded>(outcome));
            Assert.InRange(workers.Sum(worker => worker.Sandboxes(function.VersionId)), 1, maxConcurrency);
            if (random.Next(4) == 0)
            {
                workers[random.Next(workerCount)].Expire();
            }
        }

        foreach (var worker in workers)
        {
            await worker.DisposeAsync();
        }
    }

    [Fact]
    public async Task Also_when_other_functions_load_the_workers_that_are_warm()
    {
        var (function, other) = (TestDispatcher.Function(maxConcurrency: 4), TestDispatcher.Function("other"));
        var release = new TaskCompletionSource();
        var workers = await Task.WhenAll(Enumerable.Range(0, 2).Select(i => PoolingWorker.JoinAsync(
            Dispatcher.Url,
            $"w{i}",
            40,
            call => call.Invoke!.VersionId == other.VersionId ? release.Task : Task.Delay(5))));
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Dispatcher.InvokeAsync(function)));

        var others = Enumerable.Range(0, 45).Select(_ => Dispatcher.InvokeAsync(other)).ToArray();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Dispatcher.InvokeAsync(function)));

        Assert.InRange(workers.Sum(worker => worker.Sandboxes(function.VersionId)), 1, 4);
        release.SetResult();
        await Task.WhenAll(others);
        foreach (var worker in workers)
        {
            await worker.DisposeAsync();
        }
    }

    private static async Task RunAsync(int seed, FakeCall call)
        => await Task.Delay(TimeSpan.FromMilliseconds((call.Stream * (ulong)seed) % 7));
}
