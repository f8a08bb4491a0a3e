using FaaS.Tests.Infrastructure.Stores;

[assembly: AssemblyFixture(typeof(TestStores))]

namespace FaaS.Tests.Infrastructure.Stores;

/// <summary>
/// The real stores that tests run against, each started when the first test asks for it. Take this in the
/// constructor of a test class.
/// </summary>
public sealed class TestStores : IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private PostgresServer? _postgres;
    private TestDatabase? _template;
    private S3Server? _s3;
    private int _redisTurn;

    /// <summary>A migrated, empty database. Dispose it when the test class ends.</summary>
    public async Task<TestDatabase> CreateDatabaseAsync(CancellationToken cancellationToken)
    {
        using var turn = await EnterAsync(cancellationToken);
        _postgres ??= await PostgresServer.StartAsync(cancellationToken);
        if (_template is null)
        {
            var template = await TestDatabase.CreateAsync(_postgres.ConnectionString, null, cancellationToken);
            await template.MigrateAsync(cancellationToken);
            _template = template;
        }

        return await TestDatabase.CreateAsync(_postgres.ConnectionString, _template, cancellationToken);
    }

    /// <summary>A database without any table.</summary>
    public async Task<TestDatabase> CreateEmptyDatabaseAsync(CancellationToken cancellationToken)
    {
        using var turn = await EnterAsync(cancellationToken);
        _postgres ??= await PostgresServer.StartAsync(cancellationToken);
        return await TestDatabase.CreateAsync(_postgres.ConnectionString, null, cancellationToken);
    }

    public Task<TestRedis> CreateRedisAsync(CancellationToken cancellationToken)
        => TestRedis.StartAsync(Interlocked.Increment(ref _redisTurn), cancellationToken);

    internal async Task<S3Server> S3Async(CancellationToken cancellationToken)
    {
        using var turn = await EnterAsync(cancellationToken);
        return _s3 ??= await S3Server.StartAsync(cancellationToken);
    }

    private async Task<IDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        return new Turn(_gate);
    }

    public async ValueTask DisposeAsync()
    {
        if (_template is not null)
        {
            await _template.DisposeAsync();
        }

        if (_postgres is not null)
        {
            await _postgres.DisposeAsync();
        }

        if (_s3 is not null)
        {
            await _s3.DisposeAsync();
        }

        _gate.Dispose();
    }

    private sealed class Turn(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
