using System.Collections.Concurrent;
using System.Net;
using System.Text;
using FaaS.Client.Errors;
using FaaS.Client.Functions;
using FaaS.Tests.Infrastructure;
using FaaS.Tests.Infrastructure.Stores;

namespace FaaS.Tests.EndToEnd;

/// <summary>A function is replaced or deleted while it is being called.</summary>
public sealed class ChangeUnderLoadTests(SharedPlatform shared, TestStores stores) : PlatformTest(shared, stores)
{
    private const int Callers = 6;

    [Theory]
    [InlineData(Isolation.Function)]
    [InlineData(Isolation.Invocation)]
    public async Task No_call_fails_while_versions_change_again_and_again(Isolation isolation)
    {
        var definition = Version(1, isolation);
        await DeployAsync(definition);
        using var stop = new CancellationTokenSource();
        var seen = new ConcurrentQueue<int>();
        var load = Task.WhenAll(Enumerable.Range(0, Callers).Select(async _ =>
        {
            while (!stop.IsCancellationRequested)
            {
                seen.Enqueue(int.Parse(
                    (await Faas.Invocations.InvokeAsync(definition.Name, null, CancellationToken)).Text,
                    System.Globalization.CultureInfo.InvariantCulture));
            }
        }));

        for (var version = 2; version <= 10; version++)
        {
            await Faas.Functions.UpdateAsync(
                definition.Name,
                Version(version, isolation) with { Name = definition.Name },
                cancellationToken: CancellationToken);
            var called = seen.Count;
            await Eventually.TrueAsync(
                () => seen.Count > called + Callers || load.IsFaulted, $"calls after version {version}");
        }

        // Whoever calls after the update was answered gets what it has published.
        var last = await Faas.Invocations.InvokeAsync(definition.Name, null, CancellationToken);
        await stop.CancelAsync();
        await load;

        Assert.Equal("10", last.Text);
        Assert.InRange(seen.Distinct().Count(), 5, 10);
    }

    [Fact]
    public async Task After_its_deletion_nothing_new_is_accepted_and_what_runs_ends_well()
    {
        const int Running = 6;
        var function = await DeployAsync(
            Define("python", "handler", "import time\ndef handler(e, c):\n    time.sleep(e)\n    return 'done'\n") with
            {
                MaxConcurrency = Running + 1,
                Isolation = Isolation.Function,
            });
        await Task.WhenAll(Enumerable.Range(0, Running + 1).Select(_ => InvokeAsync(function, "1")));
        Task<string>[] running = [.. Enumerable.Range(0, Running).Select(_ => InvokeAsync(function, "5"))];
        await InvokeAsync(function, "0.2");

        await Faas.Functions.DeleteAsync(function.Name, CancellationToken);
        var refused = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => FailAsync(function)));

        Assert.All(refused, failure => Assert.Equal(HttpStatusCode.NotFound, failure.StatusCode));
        Assert.Contains(running, call => !call.IsCompleted);
        Assert.All(await Task.WhenAll(running), result => Assert.Equal("\"done\"", result));
    }

    [Fact]
    public async Task Callers_of_a_function_that_is_deleted_get_a_result_or_are_told_that_it_is_gone()
    {
        var function = await DeployAsync(
            Define("python", "handler", "import time\ndef handler(e, c):\n    time.sleep(0.05)\n    return 1\n") with
            {
                MaxConcurrency = 2,
                Isolation = Isolation.Function,
            });
        var outcomes = new ConcurrentQueue<HttpStatusCode>();
        var load = Task.WhenAll(Enumerable.Range(0, 2 * Callers).Select(async _ =>
        {
            while (!outcomes.Contains(HttpStatusCode.NotFound))
            {
                outcomes.Enqueue(await StatusAsync(function));
            }
        }));
        await Eventually.TrueAsync(() => outcomes.Count > Callers, "some calls");

        await Faas.Functions.DeleteAsync(function.Name, CancellationToken);
        var after = await StatusAsync(function);
        await load;

        Assert.Equal(HttpStatusCode.NotFound, after);
        Assert.All(outcomes, status => Assert.True(
            status is HttpStatusCode.OK or HttpStatusCode.NotFound, $"{status}"));
    }

    private static FunctionDefinition Version(int version, Isolation isolation) => Define(
        "python", "handler", Encoding.UTF8.GetBytes($"def handler(event, context):\n    return {version}\n")) with
    {
        Isolation = isolation,
    };

    private async Task<HttpStatusCode> StatusAsync(FunctionInfo function)
    {
        try
        {
            await InvokeAsync(function);
            return HttpStatusCode.OK;
        }
        catch (FaasException exception)
        {
            return exception.StatusCode;
        }
    }
}
