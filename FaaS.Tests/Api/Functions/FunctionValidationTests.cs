using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace FaaS.Tests.Api.Functions;

public sealed class FunctionValidationTests(FunctionsApi api) : IClassFixture<FunctionsApi>
{
    [Fact]
    public async Task Every_failing_field_is_in_one_answer()
    {
        var response = await api.PostAsync(new JsonObject
        {
            ["name"] = "Not A Label",
            ["version"] = "no spaces",
            ["runtime"] = "cobol",
            ["handler"] = "",
            ["code"] = "",
            ["timeout"] = "500ms",
            ["memory_mb"] = 1,
            ["cpu"] = 100,
            ["max_concurrency"] = 0,
            ["isolation"] = "none",
            ["network"] = "all",
            ["environment"] = new JsonObject { ["not a name"] = "" },
            ["metadata"] = new JsonObject { ["key"] = null },
        });

        var problem = await response.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "invalid-request");
        Assert.Equal(
            ["code", "cpu", "environment", "handler", "isolation", "max_concurrency", "memory_mb", "metadata", "name",
                "network", "runtime", "timeout", "version"],
            problem.Fields());
    }

    [Fact]
    public async Task Empty_document_misses_what_is_required()
    {
        var problem = await (await api.PostAsync([]))
            .ShouldBeProblemAsync(HttpStatusCode.BadRequest, "invalid-request");

        Assert.Equal(["code", "handler", "name", "runtime"], problem.Fields());
    }

    [Theory]
    [InlineData("name", "\"-a\"")]
    [InlineData("name", "\"a-\"")]
    [InlineData("name", "\"a_b\"")]
    [InlineData("name", "\"a\\n\"")]
    [InlineData("name", "\"a123456789012345678901234567890123456789012345678901234567890123\"")]
    [InlineData("name", "\"a199a3f2-6c1e-7b61-9a52-0d1f3c1c7a10\"")]
    [InlineData("name", "\"\\ud800\"")]
    [InlineData("name", "7")]
    [InlineData("version", "\"../1\"")]
    [InlineData("version", "\"\"")]
    [InlineData("handler", "\"../main.handler\"")]
    [InlineData("handler", "\"/main.handler\"")]
    [InlineData("code", "\"not base64!\"")]
    [InlineData("timeout", "\"0s\"")]
    [InlineData("timeout", "\"16m\"")]
    [InlineData("timeout", "\"soon\"")]
    [InlineData("timeout", "30")]
    [InlineData("memory_mb", "63")]
    [InlineData("memory_mb", "10241")]
    [InlineData("memory_mb", "\"128\"")]
    [InlineData("memory_mb", "1e99")]
    [InlineData("cpu", "0")]
    [InlineData("cpu", "-1")]
    [InlineData("max_concurrency", "1001")]
    [InlineData("environment", "{\"A=B\":\"\"}")]
    [InlineData("environment", "{\"1A\":\"\"}")]
    [InlineData("environment", "{\"FAAS_SOCKET\":\"\"}")]
    [InlineData("environment", "{\"A\":\"\\u0000\"}")]
    [InlineData("metadata", "{\"\":\"x\"}")]
    [InlineData("metadata", "{\"A\":\"\\u0000\"}")]
    [InlineData("colour", "\"red\"")]
    [InlineData("Name", "\"a\"")]
    public async Task Wrong_field_is_named(string field, string value)
    {
        var request = FunctionsApi.Request(FunctionsApi.NewName());
        request.Remove(field);
        var text = request.ToJsonString()[..^1] + $",\"{field}\":{value}}}";

        var problem = await (await PostTextAsync(text))
            .ShouldBeProblemAsync(HttpStatusCode.BadRequest, "invalid-request");

        Assert.Equal([field], problem.Fields());
    }

    [Theory]
    [InlineData("1s")]
    [InlineData("15m")]
    [InlineData("PT1S")]
    [InlineData("1m30s")]
    public async Task Durations_may_be_written_in_each_way(string timeout)
    {
        var request = FunctionsApi.Request(FunctionsApi.NewName());
        request["timeout"] = timeout;

        Assert.Equal(HttpStatusCode.Created, (await api.PostAsync(request)).StatusCode);
    }

    [Fact]
    public async Task Environment_is_at_most_4_KB()
    {
        var fits = FunctionsApi.Request(FunctionsApi.NewName());
        fits["environment"] = new JsonObject { ["A"] = new string('x', 4095) };
        var tooMuch = FunctionsApi.Request(FunctionsApi.NewName());
        tooMuch["environment"] = new JsonObject { ["A"] = new string('x', 4094) + "ä" };

        Assert.Equal(HttpStatusCode.Created, (await api.PostAsync(fits)).StatusCode);
        var problem = await (await api.PostAsync(tooMuch))
            .ShouldBeProblemAsync(HttpStatusCode.BadRequest, "invalid-request");
        Assert.Equal(["environment"], problem.Fields());
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    [InlineData("{} {}")]
    public async Task Body_that_is_no_object_is_malformed(string text)
        => await (await PostTextAsync(text)).ShouldBeProblemAsync(HttpStatusCode.BadRequest, "malformed-json");

    [Fact]
    public async Task Field_that_is_given_twice_is_refused()
    {
        var text = FunctionsApi.Request(FunctionsApi.NewName()).ToJsonString()[..^1] + ",\"name\":\"other\"}";

        var problem = await (await PostTextAsync(text))
            .ShouldBeProblemAsync(HttpStatusCode.BadRequest, "invalid-request");

        Assert.Equal(["name"], problem.Fields());
    }

    [Fact]
    public async Task Function_keeps_its_name()
    {
        var name = FunctionsApi.NewName();
        await api.CreateAsync(FunctionsApi.Request(name));

        var problem = await (await api.PutAsync(name, FunctionsApi.Request("other")))
            .ShouldBeProblemAsync(HttpStatusCode.BadRequest, "invalid-request");

        Assert.Equal(["name"], problem.Fields());
    }

    [Fact]
    public async Task Body_of_another_type_is_a_415()
    {
        using var body = new StringContent("name=a", Encoding.UTF8, "application/x-www-form-urlencoded");

        var response = await api.Client.PostAsync(
            new Uri("/functions", UriKind.Relative), body, TestContext.Current.CancellationToken);

        await response.ShouldBeProblemAsync(HttpStatusCode.UnsupportedMediaType, "unsupported-media-type");
    }

    private Task<HttpResponseMessage> PostTextAsync(string text)
        => api.Client.PostAsync(
            new Uri("/functions", UriKind.Relative),
            new StringContent(text, Encoding.UTF8, "application/json"),
            TestContext.Current.CancellationToken);
}
