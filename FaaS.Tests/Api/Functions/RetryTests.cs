using System.Net;
using System.Text.Json.Nodes;

namespace FaaS.Tests.Api.Functions;

public sealed class RetryTests(FunctionsApi api) : IClassFixture<FunctionsApi>
{
    [Fact]
    public async Task Without_a_policy_a_function_has_the_platforms()
    {
        var function = await api.CreateAsync(FunctionsApi.Request(FunctionsApi.NewName()));

        var retry = function.GetProperty("retry");
        Assert.Equal(3, retry.GetProperty("max_attempts").GetInt32());
        Assert.Equal(
            ("1s", "5m", "full"),
            (retry.GetProperty("base").GetString(), retry.GetProperty("cap").GetString(),
                retry.GetProperty("jitter").GetString()));
    }

    [Fact]
    public async Task A_policy_is_kept_as_it_was_sent()
    {
        var request = FunctionsApi.Request(FunctionsApi.NewName());
        request["retry"] = JsonNode.Parse(
            """
            {"max_attempts":5,"base":"500ms","cap":"10m","factor":1.5,"jitter":"equal",
            "retryable":["timeout","ValueError"]}
            """);
        await api.CreateAsync(request);

        using var response = await api.GetAsync($"/functions/{request["name"]}");

        var retry = (await FunctionsApi.JsonOf(response)).GetProperty("retry");
        Assert.True(JsonNode.DeepEquals(request["retry"], JsonNode.Parse(retry.GetRawText())), retry.ToString());
    }

    [Theory]
    [InlineData("""{"max_attempts":0,"base":"2h","factor":11,"jitter":"some","retryable":["build_error"]}""", 5)]
    [InlineData("""{"max_attempts":101,"cap":"7h","factor":0.5,"retryable":[""]}""", 4)]
    [InlineData("""{"base":"10m"}""", 1)]
    [InlineData("""{"base":"10s","cap":"9s"}""", 1)]
    [InlineData("""{"retryable":["platform_error"]}""", 1)]
    [InlineData("""{"base":"soon","cap":"later"}""", 1)]
    public async Task Every_wrong_field_is_named(string retry, int fields)
    {
        var request = FunctionsApi.Request(FunctionsApi.NewName());
        request["retry"] = JsonNode.Parse(retry);

        using var response = await api.PostAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var errors = (await FunctionsApi.JsonOf(response)).GetProperty("errors").EnumerateObject().ToArray();
        Assert.Equal(fields, errors.Length);
        Assert.All(errors, error => Assert.StartsWith("retry.", error.Name));
    }
}
