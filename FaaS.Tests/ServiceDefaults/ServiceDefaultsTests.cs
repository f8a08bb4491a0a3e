using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FaaS.Tests.ServiceDefaults;

public sealed class ServiceDefaultsTests
{
    [Fact]
    public async Task Readiness_names_the_dependency_that_is_down()
    {
        await using var app = await StartAsync(builder => builder.Services.AddHealthChecks()
            .AddCheck("postgres", () => HealthCheckResult.Healthy(), ["ready"])
            .AddCheck("redis", () => HealthCheckResult.Unhealthy("Connection refused."), ["ready"]));

        var (status, health) = await GetAsync(app, "/health/ready");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Equal("unhealthy", health.GetProperty("status").GetString());
        var checks = health.GetProperty("checks");
        Assert.Equal("healthy", checks.GetProperty("postgres").GetProperty("status").GetString());
        Assert.Equal("Connection refused.", checks.GetProperty("redis").GetProperty("detail").GetString());
    }

    [Fact]
    public async Task A_process_lives_while_its_dependencies_are_down()
    {
        await using var app = await StartAsync(builder => builder.Services.AddHealthChecks()
            .AddCheck("postgres", () => HealthCheckResult.Unhealthy("gone"), ["ready"]));

        Assert.Equal(HttpStatusCode.OK, (await GetAsync(app, "/health/live")).Status);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await GetAsync(app, "/health")).Status);
    }

    [Fact]
    public async Task A_problem_carries_its_trace_id()
    {
        await using var app = await StartAsync();

        var (status, problem) = await GetAsync(app, "/nowhere");

        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.NotEmpty(problem.GetProperty("trace_id").GetString()!);
    }

    [Fact]
    public async Task An_invalid_option_is_named_by_its_key()
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(async () =>
            await StartAsync(builder => builder.Services.AddValidatedOptions<JoinOptions>("Workers")));

        Assert.StartsWith("Workers:JoinToken: ", Assert.Single(exception.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_default_address_gives_way_to_a_configured_one()
    {
        await using var configured = await StartAsync(builder => builder.ListenByDefault(1));
        await using var unconfigured = WebApplication.CreateBuilder().ListenByDefault(18080).Build();

        Assert.DoesNotContain(":1/", configured.Urls.Single() + "/", StringComparison.Ordinal);
        Assert.Equal("http://localhost:18080", unconfigured.Configuration["urls"]);
    }

    [Fact]
    public async Task Telemetry_is_sent_when_there_is_a_collector()
    {
        var paths = new List<string>();
        await using var collector = await StartAsync(configureApp: app => app.Run(context =>
        {
            lock (paths)
            {
                paths.Add(context.Request.Path);
            }

            return Task.CompletedTask;
        }));

        await using (var app = await StartAsync(builder => builder.Configuration.AddInMemoryCollection(
        [
            new("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Urls.Single()),
            new("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
        ])))
        {
            await GetAsync(app, "/health/live");
            app.Logger.LogWarning("A line for the collector.");
        }

        Assert.Contains("/v1/traces", paths);
        Assert.Contains("/v1/metrics", paths);
        Assert.Contains("/v1/logs", paths);
    }

    private static async Task<WebApplication> StartAsync(
        Action<WebApplicationBuilder>? configure = null,
        Action<WebApplication>? configureApp = null)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        configure?.Invoke(builder);
        builder.AddServiceDefaults();
        var app = builder.Build();
        app.MapDefaultEndpoints();
        configureApp?.Invoke(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }

    private static async Task<(HttpStatusCode Status, JsonElement Body)> GetAsync(WebApplication app, string path)
    {
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        using var response = await client.GetAsync(
            new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return (response.StatusCode, JsonSerializer.Deserialize<JsonElement>(body));
    }

    private sealed class JoinOptions
    {
        [Required]
        public string JoinToken { get; set; } = "";
    }
}
