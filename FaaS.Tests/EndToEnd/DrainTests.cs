using System.Net;
using FaaS.Client.Errors;
using FaaS.Client.Functions;
using FaaS.Client.Invocations;
using FaaS.Tests.Infrastructure;
using FaaS.Tests.Infrastructure.Stores;

namespace FaaS.Tests.EndToEnd;

/// <summary>A worker leaves a platform of two while calls come in.</summary>
public sealed class DrainTests(TestStores stores) : IAsyncLifetime
{
    private const int Clients = 4;

    private Platform _platform = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        // Fewer than there are calls, so that no worker has them all.
        var settings = new Dictionary<string, string> { ["Worker__Slots"] = "8" };
        _platform = await Platform.StartAsync(stores, settings, Token);
        await _platform.AddWorkerAsync(Token);
    }

    public ValueTask DisposeAsync() => _platform.DisposeAsync();

    [Fact]
    public async Task A_drained_worker_finishes_what_it_has_and_nobody_notices()
    {
        var quick = await DeployAsync("def handler(event, context):\n    return event\n", maxConcurrency: 10);
        var slow = await DeployAsync(
            "import time\ndef handler(event, context):\n    time.sleep(3)\n    return event\n", maxConcurrency: 8);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var slowCalls = Enumerable.Range(0, 8).Select(call => InvokeAsync(slow, call)).ToArray();
        var quickCalls = Enumerable.Range(0, Clients).Select(_ => KeepCallingAsync(quick, enough.Token)).ToArray();
        var later = await _platform.Client.Invocations.EnqueueAsync(slow, Payload.Json("9"), Token);
        await Eventually.TrueAsync(
            async () => (await _platform.Client.Admin.ListWorkersAsync(Token)).All(worker => worker.Running > 0),
            "both workers to be busy");

        var told = await _platform.Client.Admin.DrainWorkerAsync(_platform.WorkerId, Token);

        Assert.Equal("draining", told.State);
        await Eventually.TrueAsync(
            () => _platform.Worker.HasEnded, "the worker to end by itself", TimeSpan.FromMinutes(2));
        Assert.Empty(await _platform.ContainersAsync(Token));
        Assert.Equal($"{_platform.WorkerId}-2", Assert.Single(await _platform.Client.Admin.ListWorkersAsync(Token)).Id);
        await enough.CancelAsync();
        Assert.Equal(Enumerable.Range(0, 8), await Task.WhenAll(slowCalls));
        Assert.All(await Task.WhenAll(quickCalls), calls => Assert.True(calls > 0));
        var settled = await _platform.Client.Invocations.WaitAsync(later.Id, Token);
        Assert.Equal((InvocationStatus.Succeeded, 1), (settled.Status, settled.Attempt));
    }

    [Fact]
    public async Task Who_is_not_there_cannot_leave()
    {
        var failure = await Assert.ThrowsAsync<FaasException>(
            () => _platform.Client.Admin.DrainWorkerAsync("nobody", Token));

        Assert.Equal((HttpStatusCode.NotFound, "worker-not-found"), (failure.StatusCode, failure.Problem.Name));
    }

    private async Task<string> DeployAsync(string source, int maxConcurrency)
    {
        var definition = new FunctionDefinition
        {
            Name = $"drain-{Guid.CreateVersion7():n}",
            Runtime = "python",
            Handler = "handler",
            Code = System.Text.Encoding.UTF8.GetBytes(source),
            Isolation = Isolation.Function,
            MaxConcurrency = maxConcurrency,
        };
        return (await _platform.Client.Functions.CreateAsync(definition, cancellationToken: Token)).Name;
    }

    // Any failure ends the test.
    private async Task<int> KeepCallingAsync(string function, CancellationToken enough)
    {
        var calls = 0;
        for (; !enough.IsCancellationRequested; calls++)
        {
            Assert.Equal(calls, await InvokeAsync(function, calls));
        }

        return calls;
    }

    private async Task<int> InvokeAsync(string function, int number)
        => int.Parse(
            (await _platform.Client.Invocations.InvokeAsync(function, Payload.Json($"{number}"), Token)).Text,
            System.Globalization.CultureInfo.InvariantCulture);
}
