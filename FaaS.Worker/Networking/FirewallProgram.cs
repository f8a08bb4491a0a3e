using System.ComponentModel;
using System.Diagnostics;

namespace FaaS.Worker.Networking;

/// <summary>
/// Runs <c>iptables</c> or <c>ip6tables</c>. Whether it writes through nftables or the older tables does not matter:
/// the kernel asks both, and what one drops is dropped.
/// </summary>
internal sealed class FirewallProgram(string name)
{
    private const string SecondsToWaitForLock = "5";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private static readonly string[] Directories = ["/usr/sbin", "/sbin", "/usr/local/sbin"];

    /// <summary>The lines of <c>iptables -S</c>.</summary>
    /// <exception cref="FirewallException">It cannot be run, or may not do this.</exception>
    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken)
        => (await RunAsync(name, ["-w", SecondsToWaitForLock, "-S"], "", cancellationToken))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>All of the commands, or none of them.</summary>
    /// <exception cref="FirewallException">It cannot be run, or may not do this.</exception>
    public Task ApplyAsync(IEnumerable<string> commands, CancellationToken cancellationToken) => RunAsync(
        $"{name}-restore",
        ["-w", SecondsToWaitForLock, "--noflush"],
        $"*filter\n{string.Join('\n', commands)}\nCOMMIT\n",
        cancellationToken);

    private static async Task<string> RunAsync(
        string program, string[] arguments, string input, CancellationToken cancellationToken)
    {
        using var process = Start(program, arguments);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await WriteAsync(process, input, limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return process.ExitCode == 0
                ? await output
                : throw new FirewallException($"{program} failed: {(await errors).Trim().ReplaceLineEndings(" ")}");
        }
        catch (OperationCanceledException exception)
        {
            process.Kill(entireProcessTree: true);
            cancellationToken.ThrowIfCancellationRequested();
            throw new FirewallException($"{program} did not end within {Limit.TotalSeconds} s.", exception);
        }
    }

    private static Process Start(string program, string[] arguments)
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Concat(Directories)
            .Select(directory => Path.Combine(directory, program))
            .FirstOrDefault(File.Exists)
            ?? throw new FirewallException($"{program} is not installed.");
        var start = new ProcessStartInfo(path, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            throw new FirewallException($"{path} cannot be run: {exception.Message}", exception);
        }
    }

    private static async Task WriteAsync(Process process, string input, CancellationToken cancellationToken)
    {
        try
        {
            await process.StandardInput.WriteAsync(input.AsMemory(), cancellationToken);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended without reading; its exit code and its words say why.
        }
    }
}
