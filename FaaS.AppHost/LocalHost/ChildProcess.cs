using Microsoft.Extensions.Logging;

namespace FaaS.AppHost.LocalHost;

/// <summary>One process that is kept running until it is told to stop.</summary>
internal sealed partial class ChildProcess(
    ChildCommand command,
    RestartBackoff backoff,
    ProcessSpawner spawner,
    ConsoleLines console,
    TimeProvider time,
    ILogger<ChildProcess> logger) : IDisposable
{
    private static readonly TimeSpan LastLines = TimeSpan.FromSeconds(1);

    private CancellationTokenSource _stopping = new();
    private Task _supervision = Task.CompletedTask;
    private volatile int _processId;
    private volatile int _exits;

    public string Name => command.Name;

    /// <summary>0 while it is not running.</summary>
    public int ProcessId => _processId;

    /// <summary>How often it has ended without having been asked to.</summary>
    public int Exits => _exits;

    /// <summary>For the first time, or again after it was stopped.</summary>
    public void Start()
    {
        if (_stopping.IsCancellationRequested)
        {
            _stopping.Dispose();
            _stopping = new();
        }

        _supervision = SuperviseAsync();
    }

    /// <summary>Asks it to stop, and kills it after the limit.</summary>
    public async Task StopAsync(TimeSpan limit)
    {
        await _stopping.CancelAsync();
        try
        {
            await _supervision.WaitAsync(limit, time);
        }
        catch (TimeoutException)
        {
            Log.Killing(logger, Name, ProcessId, limit);
            ProcessSpawner.KillSession(ProcessId);
            await _supervision;
        }
    }

    public void Dispose() => _stopping.Dispose();

    private async Task SuperviseAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            var startedAt = time.GetTimestamp();
            var exitCode = await RunOnceAsync();
            if (_stopping.IsCancellationRequested)
            {
                Log.Stopped(logger, Name);
                return;
            }

            _exits++;
            var delay = backoff.AfterRunOf(time.GetElapsedTime(startedAt));
            Log.Restarting(logger, Name, exitCode, delay);
            await Task.Delay(delay, time, _stopping.Token).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    private async Task<int> RunOnceAsync()
    {
        using var process = await spawner.StartAsync(command.ToStartInfo());
        _processId = process.Id;
        process.StandardInput.Close();
        var output = console.ForwardAsync(Name, process);

        // Runs at once when the stop came in while the process was being started.
        await using (_stopping.Token.Register(() => ProcessSpawner.Send(process, command.StopSignal)))
        {
            await process.WaitForExitAsync(CancellationToken.None);
        }

        // A grandchild may hold the pipe open; its output is not worth waiting for.
        await Task.WhenAny(output, Task.Delay(LastLines, time, CancellationToken.None));
        _processId = 0;
        return process.ExitCode;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "{Process} exited with code {ExitCode}; starting it again in {Delay}.")]
        public static partial void Restarting(ILogger logger, string process, int exitCode, TimeSpan delay);

        [LoggerMessage(LogLevel.Warning, "{Process} ({ProcessId}) did not stop within {Limit}; killing it.")]
        public static partial void Killing(ILogger logger, string process, int processId, TimeSpan limit);

        [LoggerMessage(LogLevel.Information, "{Process} stopped.")]
        public static partial void Stopped(ILogger logger, string process);
    }
}
