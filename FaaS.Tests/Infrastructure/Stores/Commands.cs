using System.Diagnostics;

namespace FaaS.Tests.Infrastructure.Stores;

/// <summary>Programs of the machine that the tests run on.</summary>
internal static class Commands
{
    public static string? Find(string name, params IEnumerable<string> directories)
        => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Concat(directories)
            .Where(directory => directory.Length > 0)
            .Select(directory => Path.Combine(directory, name))
            .FirstOrDefault(File.Exists);

    public static async Task<string> RunAsync(CancellationToken cancellationToken, params IEnumerable<string> command)
    {
        var (program, arguments) = (command.First(), command.Skip(1));
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);

        return process.ExitCode == 0
            ? (await output).Trim()
            : throw new InvalidOperationException(
                $"`{string.Join(' ', command)}` failed: {await errors}{await output}");
    }
}
