extern alias api;

using FaaS.Tests.Infrastructure.Stores;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace FaaS.Tests.Api;

/// <summary>The real Api on a real port, with a database, Redis and code directory of its own.</summary>
internal sealed class ApiHost : IAsyncDisposable
{
    private readonly WebApplicationFactory<api::Program> _factory;

    private ApiHost(TestDatabase database, TestRedis redis, string directory, Action<IServiceCollection> services)
    {
        Database = database;
        Redis = redis;
        CodeDirectory = Path.Combine(directory, "objects");
        _factory = new WebApplicationFactory<api::Program>().WithWebHostBuilder(builder =>
        {
            builder.UseSetting("urls", "http://127.0.0.1:0");
            builder.UseSetting("ConnectionStrings:faas", database.ConnectionString);
            builder.UseSetting("ConnectionStrings:redis", redis.ConnectionString);
            builder.UseSetting("Objects:Directory", CodeDirectory);
            builder.UseSetting("Workers:JoinToken", "the-join-token-of-tests");
            builder.UseSetting("Logging:LogLevel:Default", "Warning");
            builder.ConfigureTestServices(services);
        });
        _factory.UseKestrel();
    }

    public TestDatabase Database { get; }

    public TestRedis Redis { get; }

    public string CodeDirectory { get; }

    public IServiceProvider Services => _factory.Services;

    public static async Task<ApiHost> StartAsync(
        TestStores stores,
        Action<IServiceCollection> services,
        CancellationToken cancellationToken)
        => Start(
            await stores.CreateDatabaseAsync(cancellationToken),
            await stores.CreateRedisAsync(cancellationToken),
            services);

    public static ApiHost Start(TestDatabase database, TestRedis redis, Action<IServiceCollection> services)
    {
        var host = new ApiHost(database, redis, GuardedProcess.NewDirectory("api"), services);
        host._factory.StartServer();
        return host;
    }

    public HttpClient CreateClient() => _factory.CreateClient();

    public async ValueTask DisposeAsync()
    {
        await _factory.DisposeAsync();
        await Database.DisposeAsync();
        await Redis.DisposeAsync();
        Directory.Delete(Path.GetDirectoryName(CodeDirectory)!, recursive: true);
    }
}
