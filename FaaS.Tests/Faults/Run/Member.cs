using FaaS.Tests.Infrastructure.Stores;

namespace FaaS.Tests.Faults.Run;

/// <summary>A server that dies and comes back, always at the same address and on the same data.</summary>
internal sealed class Member(
    string name, Func<GuardedProcess> start, Func<Task<bool>> isReady, string? logDirectory) : IAsyncDisposable
{
    private GuardedProcess? _process;
    private int _lives;

    public string Name => name;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _process = start();
        _lives++;
        await _process.ReadyAsync(isReady, cancellationToken);
    }

    public async Task KillAsync(CancellationToken cancellationToken)
    {
        await _process!.SignalAsync("KILL", cancellationToken);
        await DisposeAsync();
    }

    public Task PauseAsync(CancellationToken cancellationToken) => _process!.SignalAsync("STOP", cancellationToken);

    public Task ResumeAsync(CancellationToken cancellationToken) => _process!.SignalAsync("CONT", cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_process is { } process)
        {
            // One that is stopped would never hear that it shall end.
            await process.ResumeAsync(CancellationToken.None);
            if (logDirectory is not null)
            {
                File.Copy(process.LogPath, Path.Combine(logDirectory, $"{name}-{_lives}.log"), overwrite: true);
            }

            await process.DisposeAsync();
            _process = null;
        }
    }
}
