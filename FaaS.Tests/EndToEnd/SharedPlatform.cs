using FaaS.Tests.EndToEnd;
using FaaS.Tests.Infrastructure.Stores;

[assembly: AssemblyFixture(typeof(SharedPlatform))]

namespace FaaS.Tests.EndToEnd;

/// <summary>The platform that the end-to-end tests share, started when the first of them asks for it.</summary>
public sealed class SharedPlatform : IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private Platform? _platform;

    internal async Task<Platform> StartedAsync(TestStores stores, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            return _platform ??= await Platform.StartAsync(stores, cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_platform is not null)
        {
            await _platform.DisposeAsync();
        }

        _gate.Dispose();
    }
}
