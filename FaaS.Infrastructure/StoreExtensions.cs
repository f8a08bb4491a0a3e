using FaaS.Infrastructure.Postgres;
using FaaS.Infrastructure.Redis;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using StackExchange.Redis;

namespace FaaS.Infrastructure;

/// <summary>The one place that registers Postgres and Redis, with .NET Aspire and without.</summary>
public static class StoreExtensions
{
    private const string Postgres = "faas";
    private const string Redis = "redis";
    private static readonly TimeSpan HealthTimeout = TimeSpan.FromSeconds(2);

    // The first check builds the model, which is slow on a machine that is busy starting.
    private static readonly TimeSpan MigrationsTimeout = TimeSpan.FromSeconds(10);

    public static IHostApplicationBuilder AddFaasStores(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton(services => PostgresSources.Create(
            ConnectionString(services, Postgres),
            services.GetRequiredService<ILoggerFactory>()));
        builder.Services.AddKeyedSingleton(PostgresSources.PlannedOnce, (services, _) =>
            PostgresSources.CreatePlannedOnce(
                ConnectionString(services, Postgres),
                services.GetRequiredService<ILoggerFactory>()));

        builder.Services.AddPooledDbContextFactory<FaasDbContext>((services, options) =>
            options.UseNpgsql(services.GetRequiredService<NpgsqlDataSource>()));

#if ASPIRE
        // Retries of whole units of work are the caller's: half of them hold a transaction.
        builder.EnrichNpgsqlDbContext<FaasDbContext>(settings =>
        {
            settings.DisableRetry = true;
            settings.DisableHealthChecks = true;
        });
        builder.AddRedisClient(
            Redis,
            settings => settings.DisableHealthChecks = true,
            options => options.AbortOnConnectFail = false);
#else
        builder.Services.AddSingleton<IConnectionMultiplexer>(services =>
            ConnectionMultiplexer.Connect(RedisOptions(ConnectionString(services, Redis))));
#endif

        // One line per statement is a debugging aid, not a log.
        builder.Logging.AddFilter("Npgsql.Command", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.EntityFrameworkCore.Database.Command", LogLevel.Warning);

        builder.Services.AddSingleton<MigrationsHealthCheck>();
        builder.Services.AddHealthChecks()
            .AddCheck<PostgresHealthCheck>("postgres", HealthStatus.Unhealthy, ["ready"], HealthTimeout)
            .AddCheck<MigrationsHealthCheck>("migrations", HealthStatus.Unhealthy, ["ready"], MigrationsTimeout)
            .AddCheck<RedisHealthCheck>("redis", HealthStatus.Degraded, ["ready"], HealthTimeout);
        return builder;
    }

#if !ASPIRE
    private static ConfigurationOptions RedisOptions(string connectionString)
    {
        var options = ConfigurationOptions.Parse(connectionString);
        options.AbortOnConnectFail = false;
        return options;
    }
#endif

    private static string ConnectionString(IServiceProvider services, string name)
        => services.GetRequiredService<IConfiguration>().GetConnectionString(name) is { Length: > 0 } text
            ? text
            : throw new InvalidOperationException($"Set ConnectionStrings:{name}.");
}
