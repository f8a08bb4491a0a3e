extern alias api;

using System.Net;
using System.Text.Json;
using FaaS.Infrastructure.Dispatch;
using FaaS.Infrastructure.Functions;
using FaaS.Tests.Api.Functions;
using FaaS.Tests.Infrastructure;
using FaaS.Tests.Infrastructure.Stores;
using FaaS.Tests.Infrastructure.Workers;
using Microsoft.Extensions.DependencyInjection;

namespace FaaS.Tests.Api.Invocations;

public sealed class AdmissionTests(TestStores stores) : IAsyncLifetime
{
    private ApiHost? _host;
    private HttpClient? _client;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _host = await ApiHost.StartAsync(stores, Configure, Token);
        _client = _host.CreateClient();
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        await _host!.DisposeAsync();
    }

    [Fact]
    public async Task Without_a_worker_there_is_no_capacity()
    {
        var response = await InvokeAsync(await DeployAsync(maxConcurrency: 1));

        await response.ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, "no-capacity");
        Assert.NotNull(response.Headers.RetryAfter);
    }

    [Fact]
    public async Task Who_finds_the_queue_full_is_told_to_come_back_at_once()
    {
        var isHeld = true;
        await using var worker = await JoinAsync(call => isHeld ? Task.CompletedTask : InvokeApi.EchoAsync(call));
        var function = await DeployAsync(maxConcurrency: 1);
        var running = InvokeAsync(function);
        await Eventually.TrueAsync(() => Task.FromResult(worker.Calls.Count == 1), "the call to arrive");
        Task<HttpResponseMessage>[] waiting = [InvokeAsync(function), InvokeAsync(function), InvokeAsync(function)];

        var refused = await await Task.WhenAny(waiting);

        await refused.ShouldBeProblemAsync(HttpStatusCode.TooManyRequests, "too-many-requests");
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Single(worker.Calls);
        isHeld = false;
        worker.Calls.Single().Succeed([], null);
        Assert.Equal(HttpStatusCode.OK, (await running).StatusCode);

        // Whoever waited for longer than the host of this test lets them wait is told the same.
        Assert.All(await Task.WhenAll(waiting), response => Assert.True(
            response.StatusCode is HttpStatusCode.OK or HttpStatusCode.TooManyRequests, $"{response}"));
    }

    [Fact]
    public async Task Connected_workers_are_listed()
    {
        await using var worker = await JoinAsync(_ => Task.CompletedTask);

        var text = await _client!.GetStringAsync(new Uri("/admin/workers", UriKind.Relative), Token);

        var item = Assert.Single(JsonDocument.Parse(text).RootElement.GetProperty("items").EnumerateArray());
        Assert.Equal("w1", item.GetProperty("id").GetString());
        Assert.Equal("ready", item.GetProperty("state").GetString());
        Assert.Equal(8, item.GetProperty("slots").GetInt32());
        Assert.Equal("python", item.GetProperty("runtimes")[0].GetString());
    }

    [Fact]
    public async Task A_new_version_is_called_everywhere_and_a_deleted_function_nowhere()
    {
        await using var other = ApiHost.Start(_host!.Database, _host.Redis, Configure);
        using var otherClient = other.CreateClient();
        await using var here = await JoinAsync(InvokeApi.EchoAsync);
        await using var there = await FakeWorker.JoinAsync(otherClient.BaseAddress!, "w1", serve: InvokeApi.EchoAsync);
        var function = await DeployAsync(maxConcurrency: 1);
        Assert.Equal("1.0.0", await VersionAsync(_client!, function));
        Assert.Equal("1.0.0", await VersionAsync(otherClient, function));

        var request = FunctionsApi.Request(function);
        request["version"] = "2.0.0";
        (await PutAsync(function, request)).EnsureSuccessStatusCode();

        Assert.Equal("2.0.0", await VersionAsync(_client!, function));
        await Eventually.TrueAsync(async () => await VersionAsync(otherClient, function) == "2.0.0", "the news");

        await _client!.DeleteAsync(new Uri($"/functions/{function}", UriKind.Relative), Token);

        Assert.Equal(HttpStatusCode.NotFound, (await InvokeAsync(function)).StatusCode);
        await Eventually.TrueAsync(async () => await VersionAsync(otherClient, function) == "", "the news");
    }

    private static void Configure(IServiceCollection services)
    {
        services.AddSingleton<IFunctionVerifier>(new FakeVerifier());
        services.Configure<DispatchOptions>(options =>
        {
            options.MaxWait = TimeSpan.FromSeconds(1);
            options.MaxWaitingPerFunction = 2;
        });
    }

    private Task<FakeWorker> JoinAsync(Func<FakeCall, Task> serve)
        => FakeWorker.JoinAsync(_client!.BaseAddress!, "w1", serve: serve);

    private async Task<string> DeployAsync(int maxConcurrency)
    {
        var request = FunctionsApi.Request(FunctionsApi.NewName());
        request["version"] = "1.0.0";
        request["max_concurrency"] = maxConcurrency;
        using var content = JsonContent(request);
        var response = await _client!.PostAsync(new Uri("/functions", UriKind.Relative), content, Token);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Token));
        return request["name"]!.GetValue<string>();
    }

    private Task<HttpResponseMessage> InvokeAsync(string function) => InvokeAsync(_client!, function);

    private static Task<HttpResponseMessage> InvokeAsync(HttpClient client, string function)
        => client.PostAsync(new Uri($"/functions/{function}/invoke", UriKind.Relative), null, Token);

    private async Task<HttpResponseMessage> PutAsync(string function, System.Text.Json.Nodes.JsonObject request)
    {
        using var content = JsonContent(request);
        return await _client!.PutAsync(new Uri($"/functions/{function}", UriKind.Relative), content, Token);
    }

    private static StringContent JsonContent(System.Text.Json.Nodes.JsonObject request)
        => new(request.ToJsonString(), System.Text.Encoding.UTF8, "application/json");

    /// <summary>Empty when there is no such function.</summary>
    private static async Task<string> VersionAsync(HttpClient client, string function)
        => (await InvokeAsync(client, function)).Headers.TryGetValues("X-Function-Version", out var values)
            ? values.Single()
            : "";
}
