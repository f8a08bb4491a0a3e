using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using FaaS.Infrastructure.Budgets;
using FaaS.Infrastructure.Functions;
using FaaS.Tests.Api.Functions;
using FaaS.Tests.Infrastructure;
using FaaS.Tests.Infrastructure.Stores;
using FaaS.Tests.Infrastructure.Workers;
using Microsoft.Extensions.DependencyInjection;

namespace FaaS.Tests.Api.Invocations;

public sealed class BudgetTests(TestStores stores) : IAsyncLifetime
{
    private ApiHost _host = null!;
    private HttpClient _client = null!;
    private FakeWorker _worker = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _host = await ApiHost.StartAsync(stores, Configure, Token);
        _client = _host.CreateClient();
        _worker = await FakeWorker.JoinAsync(_client.BaseAddress!, "w1", serve: InvokeApi.EchoAsync);
    }

    [Fact]
    public async Task A_spent_budget_refuses_every_kind_of_invocation_until_the_hour_ends()
    {
        var function = await DeployAsync();
        await SpendAsync(_client, function);

        await AssertRefusedAsync(await InvokeAsync(_client, function));
        await AssertRefusedAsync(await PostAsync($"/functions/{function}/invoke-async", "{}"));
        await AssertRefusedAsync(await PostAsync("/invoke", new { function_id = function }));
        await AssertRefusedAsync(await PostAsync("/invoke", new { function_id = function, @async = false }));
        Assert.Equal(3, _worker.Calls.Count(call => call.Invoke is not null));
        await WrittenAsync();
    }

    [Fact]
    public async Task A_replica_learns_what_the_others_have_run_before_its_first_call_and_while_it_runs()
    {
        await using var running = ApiHost.Start(_host.Database, _host.Redis, Configure);
        using var runningClient = running.CreateClient();
        await using var there = await FakeWorker.JoinAsync(
            runningClient.BaseAddress!, "w1", serve: InvokeApi.EchoAsync);
        var function = await DeployAsync();
        await SpendAsync(_client, function);
        await WrittenAsync();
        await Eventually.TrueAsync(
            () => Task.FromResult(
                running.Services.GetRequiredService<TenantBudgets>().FindSpent("default") is not null),
            "the other replica to know");
        await AssertRefusedAsync(await InvokeAsync(runningClient, function));

        await using var late = ApiHost.Start(_host.Database, _host.Redis, Configure);
        using var lateClient = late.CreateClient();
        await AssertRefusedAsync(await InvokeAsync(lateClient, function));
    }

    [Fact]
    public async Task Usage_is_shown_with_its_limits()
    {
        var function = await DeployAsync();
        await SpendAsync(_client, function);
        await WrittenAsync();
        var used = (await UsageAsync())!.Value;

        Assert.Equal("default", used.GetProperty("tenant").GetString());
        Assert.Equal(3 * 1.2 / 1000, used.GetProperty("cpu_seconds").GetDouble(), 1e-9);
        Assert.Equal(3 * 128 / 1024.0 * 1.9 / 1000, used.GetProperty("gib_seconds").GetDouble(), 1e-9);
        Assert.Equal((6, 6), (used.GetProperty("bytes_in").GetInt64(), used.GetProperty("bytes_out").GetInt64()));
        Assert.Equal(3, used.GetProperty("limits").GetProperty("invocations").GetInt64());
        Assert.Equal(JsonValueKind.Null, used.GetProperty("limits").GetProperty("cpu_seconds").ValueKind);
        Assert.Equal(
            HttpStatusCode.BadRequest,
            (await _client.GetAsync(new Uri("/admin/usage?hours=0", UriKind.Relative), Token)).StatusCode);
    }

    public async ValueTask DisposeAsync()
    {
        await _worker.DisposeAsync();
        _client.Dispose();
        await _host.DisposeAsync();
    }

    private static void Configure(IServiceCollection services)
    {
        services.AddSingleton<IFunctionVerifier>(new FakeVerifier());
        services.Configure<BudgetOptions>(options => options.Default.InvocationsPerHour = 3);
    }

    /// <summary>Three calls, all in one hour.</summary>
    private static async Task SpendAsync(HttpClient client, string function)
    {
        for (var call = 0; call < 3; call++)
        {
            (await InvokeAsync(client, function)).EnsureSuccessStatusCode();
        }
    }

    private static async Task AssertRefusedAsync(HttpResponseMessage response)
    {
        var problem = await FunctionsApi.JsonOf(response);
        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.Equal("https://faas.dev/problems/budget-exhausted", problem.GetProperty("type").GetString());
        Assert.StartsWith(
            "Used 3 of 3 invocations in this hour.",
            problem.GetProperty("detail").GetString(),
            StringComparison.Ordinal);
        Assert.Equal("invocations", problem.GetProperty("budget").GetString());
        Assert.Equal((3, 3), (problem.GetProperty("used").GetInt32(), problem.GetProperty("limit").GetInt32()));
        Assert.InRange(response.Headers.RetryAfter?.Delta?.TotalSeconds ?? 0, 1, 3600);
    }

    private Task WrittenAsync() => Eventually.TrueAsync(
        async () => await UsageAsync() is { } used && used.GetProperty("invocations").GetInt64() == 3,
        "the usage to be written");

    private async Task<JsonElement?> UsageAsync()
    {
        var usage = await _client.GetFromJsonAsync<JsonElement>("/admin/usage?tenant=default&hours=1", Token);
        var hours = usage.GetProperty("items");
        return hours.GetArrayLength() > 0 ? hours[0] : null;
    }

    private async Task<string> DeployAsync()
    {
        var response = await _client.PostAsJsonAsync("/functions", FunctionsApi.Request(FunctionsApi.NewName()), Token);
        return (await FunctionsApi.JsonOf(response)).GetProperty("name").GetString()!;
    }

    private static Task<HttpResponseMessage> InvokeAsync(HttpClient client, string function)
        => client.PostAsync(
            new Uri($"/functions/{function}/invoke", UriKind.Relative), new StringContent("{}"), Token);

    private Task<HttpResponseMessage> PostAsync(string path, object body)
        => _client.PostAsJsonAsync(path, body, Token);
}
