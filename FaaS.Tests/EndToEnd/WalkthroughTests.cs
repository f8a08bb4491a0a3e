using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using FaaS.Tests.Infrastructure.Stores;

namespace FaaS.Tests.EndToEnd;

/// <summary>The specification's own walk-through, request by request as it is printed there.</summary>
public sealed class WalkthroughTests(SharedPlatform shared, TestStores stores) : PlatformTest(shared, stores)
{
    private const string Code =
        "cGFja2FnZSBtYWluCgppbXBvcnQgImZtdCIKCmZ1bmMgbWFpbigpIHsKCWZtdC5QcmludGxuKCJIZWxsbywgRmFhUyEiKQp9";

    private const string Hello = $$$"""
        {"name":"hello","version":"1.0.0","runtime":"go","handler":"main","code":"{{{Code}}}","timeout":"30s",
        "memory_mb":128,"max_concurrency":10,"environment":{},"metadata":{}}
        """;

    [Fact]
    public async Task Create_invoke_and_read_the_result()
    {
        using var http = new HttpClient { BaseAddress = Platform.Url };
        using var body = Json(Hello.Replace("\"hello\"", $"\"{NewName("hello")}\""));

        using var created = await http.PostAsync("/functions", body, CancellationToken);
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        var functionId = (await ReadAsync(created)).GetProperty("id").GetString();

        using var invoke = Json($$$"""{"function_id":"{{{functionId}}}","payload":{},"headers":{}}""");
        using var accepted = await http.PostAsync("/invoke", invoke, CancellationToken);
        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        var invocationId = (await ReadAsync(accepted)).GetProperty("id").GetString();
        Assert.EndsWith($"/invocations/{invocationId}", accepted.Headers.Location?.ToString());

        using var waited = await http.GetAsync($"/invocations/{invocationId}?wait=30s", CancellationToken);
        var invocation = await ReadAsync(waited);
        Assert.Equal("succeeded", invocation.GetProperty("status").GetString());
        Assert.Contains("Hello, FaaS!", invocation.GetProperty("result").GetString());
    }

    [Fact]
    public async Task Invoke_answers_at_once_when_it_is_told_not_to_be_asynchronous()
    {
        var function = await DeployPythonAsync("def handler(event, context):\n    return {'got': event}\n");
        using var http = new HttpClient { BaseAddress = Platform.Url };
        using var body = Json($$$"""{"function_id":"{{{function.Id}}}","payload":{"a":[1,2]},"async":false}""");

        using var response = await http.PostAsync("/invoke", body, CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var invocation = await ReadAsync(response);
        Assert.Equal("succeeded", invocation.GetProperty("status").GetString());
        Assert.Equal("""{"got":{"a":[1,2]}}""", JsonSerializer.Serialize(invocation.GetProperty("result")));
    }

    [Fact]
    public async Task A_synchronous_answer_says_how_it_came_about()
    {
        var function = await DeployPythonAsync("def handler(event, context):\n    return event\n");
        using var http = new HttpClient { BaseAddress = Platform.Url };
        using var body = Json("[1]");

        using var response = await http.PostAsync($"/functions/{function.Id}/invoke", body, CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(function.Version, response.Headers.GetValues("X-Function-Version").Single());
        Assert.True(Guid.TryParse(response.Headers.GetValues("X-Invocation-Id").Single(), out _));
        Assert.True(double.Parse(
            response.Headers.GetValues("X-Duration-Ms").Single(),
            System.Globalization.CultureInfo.InvariantCulture) > 0);
        Assert.Matches("^(true|false)$", response.Headers.GetValues("X-Cold-Start").Single());
    }

    private static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response)
        => await response.Content.ReadFromJsonAsync<JsonElement>(CancellationToken);
}
