using System.Diagnostics;

namespace FaaS.AppHost.LocalHost;

/// <summary>Runs programs that do one thing and end.</summary>
internal sealed class Commands(ProcessSpawner spawner, ConsoleLines console)
{
    /// <summary>Runs it silently; the answer is its exit code and what it wrote.</summary>
    public async Task<(int ExitCode, string Output)> TryAsync(ChildCommand command, CancellationToken cancellationToken)
    {
        using var process = await StartAsync(command);
        await using var stopping = cancellationToken.Register(() => ProcessSpawner.Send(process, command.StopSignal));

        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        await process.WaitForExitAsync(CancellationToken.None);
        cancellationToken.ThrowIfCancellationRequested();

        return (process.ExitCode, (await output + await errors).Trim());
    }

    /// <summary>Runs it; that it fails is the end of the start.</summary>
    public async Task<string> RunAsync(ChildCommand command, CancellationToken cancellationToken)
    {
        var (exitCode, output) = await TryAsync(command, cancellationToken);
        return exitCode == 0
            ? output
            : throw new StartFailedException($"{command.Name} failed with exit code {exitCode}: {output}");
    }

    /// <summary>Runs it and shows its output as that of a child that stays.</summary>
    public async Task RunAloudAsync(ChildCommand command, CancellationToken cancellationToken)
    {
        using var process = await StartAsync(command);
        await using var stopping = cancellationToken.Register(() => ProcessSpawner.Send(process, command.StopSignal));

        await console.ForwardAsync(command.Name, process);
        await process.WaitForExitAsync(CancellationToken.None);
        cancellationToken.ThrowIfCancellationRequested();

        if (process.ExitCode != 0)
        {
            throw new StartFailedException(
                $"{command.Name} failed with exit code {process.ExitCode}; its output is above.");
        }
    }

    private async Task<Process> StartAsync(ChildCommand command)
    {
        var process = await spawner.StartAsync(command.ToStartInfo());
        process.StandardInput.Close();
        return process;
    }
}
