using System.Diagnostics;

namespace FaaS.Tests.Security.Network;

/// <summary>
/// Cleans up when it is disposed, and also when this process is killed: a shell holds the other end of a pipe and runs
/// the commands when that closes.
/// </summary>
internal sealed class CleanupGuard : IAsyncDisposable
{
    private readonly Process _shell;

    private CleanupGuard(Process shell) => _shell = shell;

    public static CleanupGuard Start(string commands) => new(Process.Start(
        new ProcessStartInfo("setsid", ["--wait", "sh", "-c", $"cat > /dev/null\nexec > /dev/null 2>&1\n{commands}\n"])
        {
            RedirectStandardInput = true,
            WorkingDirectory = "/",
        })!);

    public async ValueTask DisposeAsync()
    {
        _shell.StandardInput.Close();
        await _shell.WaitForExitAsync();
        _shell.Dispose();
    }
}
