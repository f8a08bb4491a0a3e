using System.Net;
using System.Text.Json;
using FaaS.Client.Errors;
using FaaS.Client.Functions;
using FaaS.Client.Invocations;
using FaaS.Tests.Infrastructure;
using FaaS.Tests.Infrastructure.Stores;

namespace FaaS.Tests.EndToEnd;

/// <summary>More calls at once than a function may run, on a platform with two workers.</summary>
public sealed class BurstTests(TestStores stores) : IAsyncLifetime
{
    private const int MaxConcurrency = 5;
    private const int MaxWaiting = 100;

    // Each worker keeps one to spare, and another may be on its way.
    private const int MaxSpare = 2 * 2;

    // Tells which sandbox it is, and when it ran by the clock of the machine.
    private const string Source = """
        import time, uuid
        sandbox = str(uuid.uuid4())
        def handler(event, context):
            begun = time.monotonic()
            time.sleep(event or 0)
            return [sandbox, begun, time.monotonic()]
        """;

    private Platform _platform = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var settings = new Dictionary<string, string>
        {
            ["Dispatch__MaxWaitingPerFunction"] = $"{MaxWaiting}",
            ["Dispatch__MaxWait"] = "00:05:00",
            ["Worker__Sandbox__MinGeneric"] = "1",
            ["Worker__Sandbox__MaxGeneric"] = "1",
        };
        _platform = await Platform.StartAsync(stores, settings, Token);
        await _platform.AddWorkerAsync(Token);
    }

    public ValueTask DisposeAsync() => _platform.DisposeAsync();

    [Theory]
    [InlineData(Isolation.Function)]
    [InlineData(Isolation.Invocation)]
    public async Task A_burst_on_a_cold_function_runs_no_more_than_it_may_and_loses_none(Isolation isolation)
    {
        var name = await DeployAsync(isolation);

        var runs = await Task.WhenAll(Enumerable.Range(0, MaxWaiting).Select(_ => InvokeAsync(name, "0.02")));

        Assert.Equal(MaxWaiting, runs.Length);
        Assert.All(runs, one => Assert.InRange(
            runs.Count(other => other.Begun <= one.Begun && other.Ended > one.Begun), 1, MaxConcurrency));
        var sandboxes = runs.Select(run => run.Sandbox).Distinct().Count();
        Assert.InRange(sandboxes, 1, isolation is Isolation.Function ? MaxConcurrency : MaxWaiting);
    }

    [Fact]
    public async Task Two_workers_have_no_more_sandboxes_than_one_may_run()
    {
        await using var made = await CountAsync();
        var name = await DeployAsync(Isolation.Function);
        var sandboxes = new HashSet<string>();

        for (var burst = 0; burst < 20; burst++)
        {
            var runs = await Task.WhenAll(
                Enumerable.Range(0, (burst * 7 % 12) + 1).Select(_ => InvokeAsync(name, "0.01")));
            sandboxes.UnionWith(runs.Select(run => run.Sandbox));
        }

        Assert.InRange(sandboxes.Count, 1, MaxConcurrency);
        Assert.InRange(await made.SoFarAsync(), 1, MaxConcurrency + MaxSpare);
    }

    [Fact]
    public async Task Whoever_finds_the_queue_full_is_refused_at_once_and_starts_nothing()
    {
        await using var made = await CountAsync();
        var name = await DeployAsync(Isolation.Function);
        await InvokeAsync(name, "0");
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var calls = Enumerable.Range(0, 2 * MaxWaiting).Select(_ => CallAsync(name, "20", enough.Token)).ToList();

        // As many as run and may wait are still there when the last of the others has been told.
        for (var refused = 0; refused < MaxWaiting - MaxConcurrency; refused++)
        {
            var first = await Task.WhenAny(calls);
            calls.Remove(first);
            var failure = await Assert.ThrowsAsync<FaasException>(() => first);
            Assert.Equal(
                (HttpStatusCode.TooManyRequests, "too-many-requests"), (failure.StatusCode, failure.Problem.Name));
            Assert.True(failure.RetryAfter > TimeSpan.Zero);
        }

        Assert.InRange(calls.Count(call => !call.IsCompleted), MaxWaiting, MaxWaiting + MaxConcurrency);
        Assert.InRange(await made.SoFarAsync(), 1, MaxConcurrency + MaxSpare);
        await enough.CancelAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => Task.WhenAll(calls));

        // The Api hears one by one that they have hung up.
        await Eventually.TrueAsync(() => IsServedAsync(name), "room in the queue");
    }

    private Task<MadeContainers> CountAsync()
        => MadeContainers.CountAsync($"faas/python:{BuiltImages.Version}", _platform.WorkerId);

    private async Task<bool> IsServedAsync(string name)
    {
        try
        {
            return (await InvokeAsync(name, "0")).Ended > 0;
        }
        catch (FaasException exception) when (exception.StatusCode is HttpStatusCode.TooManyRequests)
        {
            return false;
        }
    }

    private async Task<string> DeployAsync(Isolation isolation)
    {
        var definition = new FunctionDefinition
        {
            Name = $"burst-{Guid.CreateVersion7():n}",
            Runtime = "python",
            Handler = "handler",
            Code = System.Text.Encoding.UTF8.GetBytes(Source),
            Isolation = isolation,
            MaxConcurrency = MaxConcurrency,
        };
        return (await _platform.Client.Functions.CreateAsync(definition, cancellationToken: Token)).Name;
    }

    private Task<Run> InvokeAsync(string name, string seconds) => CallAsync(name, seconds, Token);

    private async Task<Run> CallAsync(string name, string seconds, CancellationToken cancellationToken)
    {
        var answer = await _platform.Client.Invocations.InvokeAsync(name, Payload.Json(seconds), cancellationToken);
        var fields = JsonDocument.Parse(answer.Text).RootElement;
        return new(fields[0].GetString()!, fields[1].GetDouble(), fields[2].GetDouble());
    }

    private sealed record Run(string Sandbox, double Begun, double Ended);
}
