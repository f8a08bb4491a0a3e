using System.Text.Json;
using FaaS.Tests.Api.Functions;

namespace FaaS.Tests.Api;

public sealed class OpenApiTests(FunctionsApi api) : IClassFixture<FunctionsApi>
{
    [Theory]
    [InlineData("/functions", "post", "201", "400", "409", "413", "415", "422", "429", "503")]
    [InlineData("/functions", "get", "200", "400", "503")]
    [InlineData("/functions/{key}", "get", "200", "404", "503")]
    [InlineData("/functions/{key}", "put", "200", "400", "404", "409", "413", "415", "422", "429", "503")]
    [InlineData("/functions/{key}", "delete", "204", "404", "503")]
    [InlineData("/functions/{key}/code", "get", "200", "404", "503")]
    [InlineData("/schedules", "post", "201", "400", "404", "409", "413", "415", "503")]
    [InlineData("/schedules", "get", "200", "400", "503")]
    [InlineData("/schedules/{key}", "get", "200", "404", "503")]
    [InlineData("/schedules/{key}", "put", "200", "400", "404", "413", "415", "503")]
    [InlineData("/schedules/{key}", "delete", "204", "404", "503")]
    [InlineData("/schedules/{key}/next", "get", "200", "400", "404", "503")]
    [InlineData("/admin/leader", "get", "200", "503")]
    [InlineData("/invocations/{id}/checkpoints", "get", "200", "404", "503")]
    [InlineData("/invocations/{id}/checkpoints/{name}", "get", "200", "404", "503")]
    [InlineData("/invocations/{id}/attempts", "get", "200", "404", "503")]
    [InlineData("/dead-letters", "get", "200", "400", "503")]
    [InlineData("/dead-letters/{id}", "get", "200", "404", "503")]
    [InlineData("/dead-letters/{id}", "delete", "204", "404", "409", "503")]
    [InlineData("/dead-letters/{id}/redrive", "post", "202", "404", "409", "503")]
    [InlineData("/dead-letters/redrive", "post", "200", "400", "415", "503")]
    [InlineData("/dead-letters/purge", "post", "200", "400", "415", "503")]
    [InlineData("/admin/conservation", "get", "200", "503")]
    [InlineData("/health", "get", "200", "503")]
    [InlineData("/health/live", "get", "200")]
    [InlineData("/health/ready", "get", "200", "503")]
    public async Task Endpoint_is_described_with_every_answer(string path, string method, params string[] statuses)
    {
        var operation = (await ReadAsync()).GetProperty("paths").GetProperty(path).GetProperty(method);

        Assert.Equal(
            statuses.Order(),
            operation.GetProperty("responses").EnumerateObject().Select(response => response.Name).Order());
    }

    [Fact]
    public async Task Problems_are_described_by_type()
    {
        var conflict = (await ReadAsync()).GetProperty("paths").GetProperty("/functions").GetProperty("post")
            .GetProperty("responses").GetProperty("409");

        Assert.Equal(
            "https://faas.dev/problems/version-exists",
            conflict.GetProperty("content").GetProperty("application/problem+json").GetProperty("examples")
                .GetProperty("version-exists").GetProperty("value").GetProperty("type").GetString());
    }

    [Fact]
    public async Task Fields_are_described_by_the_names_they_have_in_json()
    {
        var document = await ReadAsync();
        var request = document.GetProperty("components").GetProperty("schemas").GetProperty("FunctionRequest")
            .GetProperty("properties");

        Assert.Equal(
            ["code", "cpu", "environment", "handler", "isolation", "max_concurrency", "max_event_age", "memory_mb",
                "metadata", "name", "network", "on_failure", "on_success", "retry",
                "runtime", "timeout", "version"],
            request.EnumerateObject().Select(property => property.Name).Order());
    }

    [Fact]
    public async Task Example_of_a_request_is_accepted()
    {
        var example = (await ReadAsync()).GetProperty("paths").GetProperty("/functions").GetProperty("post")
            .GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("example");

        using var body = new StringContent(example.ToString(), System.Text.Encoding.UTF8, "application/json");
        var response = await api.Client.PostAsync(
            new Uri("/functions", UriKind.Relative), body, TestContext.Current.CancellationToken);

        Assert.Equal(System.Net.HttpStatusCode.Created, response.StatusCode);
    }

    private async Task<JsonElement> ReadAsync() => await FunctionsApi.JsonOf(await api.GetAsync("/openapi/v1.json"));
}
