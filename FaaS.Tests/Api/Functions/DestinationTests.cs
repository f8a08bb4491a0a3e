using System.Net;
using System.Text.Json.Nodes;
using FaaS.Infrastructure.Deliveries;
using FaaS.Infrastructure.Postgres;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FaaS.Tests.Api.Functions;

public sealed class DestinationTests(FunctionsApi api) : IClassFixture<FunctionsApi>
{
    private const string Url = "https://example.com/hook";
    private const string Secret = "sixteen characters at least";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{}""", "on_success.function")]
    [InlineData("""{"function":"a","url":"http://example.com","secret":"of sixteen letters"}""", "on_success.function")]
    [InlineData("""{"function":"Not A Label"}""", "on_success.function")]
    [InlineData("""{"function":"a","secret":"sixteen characters"}""", "on_success.secret")]
    [InlineData("""{"url":"https://example.com/"}""", "on_success.secret")]
    [InlineData("""{"url":"https://example.com/","secret":"short"}""", "on_success.secret")]
    [InlineData("""{"url":"/hook","secret":"sixteen characters"}""", "on_success.url")]
    [InlineData("""{"url":"http://169.254.169.254/","secret":"sixteen characters"}""", "on_success.url")]
    [InlineData("""{"url":"http://localhost/","secret":"sixteen characters"}""", "on_success.url")]
    public async Task Wrong_field_is_named(string destination, string field)
    {
        var request = FunctionsApi.Request(FunctionsApi.NewName());
        request["on_success"] = JsonNode.Parse(destination);

        var problem = await (await api.PostAsync(request))
            .ShouldBeProblemAsync(HttpStatusCode.BadRequest, "invalid-request");

        Assert.Equal([field], problem.Fields());
    }

    [Fact]
    public async Task A_secret_is_not_shown_and_is_kept_for_the_same_url_only()
    {
        var request = FunctionsApi.Request(FunctionsApi.NewName());
        request["on_failure"] = new JsonObject { ["url"] = Url, ["secret"] = Secret };
        var created = await api.CreateAsync(request);
        Assert.Equal($$"""{"function":null,"url":"{{Url}}"}""", created.GetProperty("on_failure").GetRawText());

        var name = created.GetProperty("name").GetString()!;
        request["on_failure"] = new JsonObject { ["url"] = Url };
        Assert.Equal(HttpStatusCode.OK, (await api.PutAsync(name, request)).StatusCode);
        Assert.Equal(Secret, await SecretAsync(name));

        request["on_failure"] = new JsonObject { ["url"] = "https://example.com/other" };
        var problem = await (await api.PutAsync(name, request))
            .ShouldBeProblemAsync(HttpStatusCode.BadRequest, "invalid-request");
        Assert.Equal(["on_failure.secret"], problem.Fields());
    }

    private async Task<string?> SecretAsync(string name)
    {
        await using var context = await api.Host.Services
            .GetRequiredService<IDbContextFactory<FaasDbContext>>().CreateDbContextAsync(Cancel);
        var text = await context.Functions.Where(function => function.Name == name)
            .Select(function => function.Versions.Single(version => version.Id == function.CurrentVersionId).OnFailure)
            .SingleAsync(Cancel);
        return DestinationText.Parse(text)?.Secret;
    }
}
