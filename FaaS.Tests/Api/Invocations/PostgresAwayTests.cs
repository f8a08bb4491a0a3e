using System.Net;
using System.Net.Http.Json;
using FaaS.Tests.Api.Functions;
using FaaS.Tests.Infrastructure.Stores;

namespace FaaS.Tests.Api.Invocations;

/// <summary>What is answered while Postgres is away: nothing is promised, and nothing is an internal error.</summary>
public sealed class PostgresAwayTests(TestStores stores) : IAsyncLifetime
{
    private readonly InvokeApi _api = new(stores);
    private string _function = "";

    public async ValueTask InitializeAsync()
    {
        await _api.InitializeAsync();
        _function = await _api.DeployAsync();
        Assert.Equal(HttpStatusCode.OK, (await _api.InvokeAsync(_function)).StatusCode);
        await _api.Functions.Host.Database.DisposeAsync();
    }

    [Fact]
    public async Task Every_endpoint_that_needs_it_is_unavailable()
    {
        var id = Guid.CreateVersion7();
        (HttpMethod Method, string Path, object? Body)[] requests =
        [
            (HttpMethod.Get, "/functions", null),
            (HttpMethod.Get, $"/functions/{_function}", null),
            (HttpMethod.Get, $"/functions/{_function}/code", null),
            (HttpMethod.Post, "/functions", FunctionsApi.Request("new")),
            (HttpMethod.Put, $"/functions/{_function}", FunctionsApi.Request(_function)),
            (HttpMethod.Delete, $"/functions/{_function}", null),
            (HttpMethod.Post, $"/functions/{_function}/invoke-async", null),
            (HttpMethod.Post, "/functions/not-known-here/invoke", null),
            (HttpMethod.Post, "/invoke", new { function_id = _function }),
            (HttpMethod.Get, "/invocations", null),
            (HttpMethod.Get, $"/invocations/{id}?wait=1s", null),
            (HttpMethod.Get, $"/invocations/{id}/logs", null),
            (HttpMethod.Post, $"/invocations/{id}/cancel", null),
            (HttpMethod.Get, "/admin/queues", null),
        ];

        foreach (var (method, path, body) in requests)
        {
            using var request = new HttpRequestMessage(method, path);
            request.Content = body is null ? null : JsonContent.Create(body);
            var response = await _api.Client.SendAsync(request, TestContext.Current.CancellationToken);
            await response.ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, "store-unavailable");
        }
    }

    [Fact]
    public async Task What_is_known_can_still_be_invoked_while_the_caller_waits()
    {
        var response = await _api.InvokeAsync(_function);
        var documented = await _api.Client.PostAsJsonAsync(
            "/invoke", new { function_id = _function, async = false }, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(HttpStatusCode.OK, documented.StatusCode);
    }

    public ValueTask DisposeAsync() => _api.DisposeAsync();
}
