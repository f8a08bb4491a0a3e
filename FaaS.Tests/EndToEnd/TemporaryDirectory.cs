using FaaS.Tests.Infrastructure.Stores;

namespace FaaS.Tests.EndToEnd;

internal sealed class TemporaryDirectory(string name) : IAsyncDisposable
{
    public string Path { get; } = GuardedProcess.NewDirectory(name);

    public ValueTask DisposeAsync()
    {
        Directory.Delete(Path, recursive: true);
        return ValueTask.CompletedTask;
    }
}
