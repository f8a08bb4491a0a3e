using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace FaaS.AppHost.LocalHost;

/// <summary>
/// Starts processes from one thread that lives as long as we do: Linux sends a child its parent-death signal when the
/// <i>thread</i> that started it ends, and threads of the pool come and go.
/// </summary>
internal sealed partial class ProcessSpawner : IDisposable
{
    private const int MaxWaiting = 64;

    private readonly BlockingCollection<Action> _requests = new(MaxWaiting);

    public ProcessSpawner() => new Thread(ServeRequests) { IsBackground = true, Name = "process spawner" }.Start();

    public Task<Process> StartAsync(ProcessStartInfo startInfo)
    {
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        _requests.Add(() => Start(startInfo, started));
        return started.Task;
    }

    public static void Send(Process process, Signal signal)
    {
        if (!process.HasExited)
        {
            // Fails only when it ended a moment ago, which is what was wanted.
            _ = Kill(process.Id, (int)signal);
        }
    }

    /// <summary>Kills the process and whatever it started in its own session.</summary>
    public static void KillSession(int sessionId) => _ = Kill(-sessionId, (int)Signal.Kill);

    public void Dispose() => _requests.CompleteAdding();

    private void ServeRequests()
    {
        foreach (var request in _requests.GetConsumingEnumerable())
        {
            request();
        }
    }

    private static void Start(ProcessStartInfo startInfo, TaskCompletionSource<Process> started)
    {
        try
        {
            started.SetResult(Process.Start(startInfo)!);
        }
#pragma warning disable CA1031 // The boundary of the thread: whoever asked gets the exception.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            started.SetException(exception);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int processId, int signal);
}
