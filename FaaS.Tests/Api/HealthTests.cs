using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using FaaS.Infrastructure.Functions;
using FaaS.Tests.Api.Functions;
using FaaS.Tests.Infrastructure.Stores;
using Microsoft.Extensions.DependencyInjection;

namespace FaaS.Tests.Api;

public sealed class HealthTests(TestStores stores)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/health")]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task Api_with_its_stores_is_healthy(string path)
    {
        await using var api = await ApiHost.StartAsync(stores, AddVerifier, Cancellation);

        var (status, report) = await AskAsync(api, path);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("healthy", report.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Api_without_Redis_says_so_and_still_works()
    {
        await using var api = await ApiHost.StartAsync(stores, AddVerifier, Cancellation);
        await AskAsync(api, "/health/ready");

        await api.Redis.DisposeAsync();
        var (status, report) = await AskAsync(api, "/health/ready");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("degraded", StatusOf(report, "redis"));
        Assert.Equal("healthy", StatusOf(report, "postgres"));
        using var client = api.CreateClient();
        var created = await client.PostAsJsonAsync(
            "/functions", FunctionsApi.Request(FunctionsApi.NewName()), Cancellation);
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
    }

    [Fact]
    public async Task Api_without_Postgres_is_alive_but_not_ready()
    {
        await using var api = await ApiHost.StartAsync(stores, AddVerifier, Cancellation);

        await api.Database.DisposeAsync();
        var (status, report) = await AskAsync(api, "/health/ready");
        using var client = api.CreateClient();
        var functions = await client.GetAsync(new Uri("/functions", UriKind.Relative), Cancellation);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Equal("unhealthy", StatusOf(report, "postgres"));
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(api, "/health/live")).Status);
        await functions.ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, "store-unavailable");
    }

    [Fact]
    public async Task Api_is_not_ready_until_the_database_is_migrated()
    {
        await using var api = ApiHost.Start(
            await stores.CreateEmptyDatabaseAsync(Cancellation),
            await stores.CreateRedisAsync(Cancellation),
            AddVerifier);

        var (status, report) = await AskAsync(api, "/health/ready");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Equal("unhealthy", StatusOf(report, "migrations"));
        Assert.Contains(
            "FaaS.Api migrate",
            report.GetProperty("checks").GetProperty("migrations").GetProperty("detail").GetString());
    }

    private static void AddVerifier(IServiceCollection services)
        => services.AddSingleton<IFunctionVerifier>(new FakeVerifier());

    private static string? StatusOf(JsonElement report, string check)
        => report.GetProperty("checks").GetProperty(check).GetProperty("status").GetString();

    private static async Task<(HttpStatusCode Status, JsonElement Report)> AskAsync(ApiHost api, string path)
    {
        using var client = api.CreateClient();
        using var response = await client.GetAsync(new Uri(path, UriKind.Relative), Cancellation);
        return (response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation));
    }
}
