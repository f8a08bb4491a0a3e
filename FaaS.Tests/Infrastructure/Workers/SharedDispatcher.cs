using FaaS.Tests.Infrastructure.Stores;

namespace FaaS.Tests.Infrastructure.Workers;

/// <summary>One dispatcher for the tests of a class, which leave it without workers.</summary>
public sealed class SharedDispatcher(TestStores stores) : IAsyncLifetime
{
    private TestDispatcher? _dispatcher;

    internal TestDispatcher Dispatcher => _dispatcher!;

    public async ValueTask InitializeAsync() => _dispatcher = await TestDispatcher.StartAsync(stores);

    public ValueTask DisposeAsync() => Dispatcher.DisposeAsync();

    internal async ValueTask EmptyAsync()
        => await Eventually.TrueAsync(
            () => Task.FromResult(Dispatcher.Workers.Channels.IsEmpty), "the workers of the last test to leave");
}
