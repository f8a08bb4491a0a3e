using System.Diagnostics;

namespace FaaS.Tests.EndToEnd;

/// <summary>One run of the real command line, as a process.</summary>
internal sealed record CliProcess(int ExitCode, string Output, string Error)
{
    public static async Task<CliProcess> RunAsync(Uri url, IReadOnlyList<string> arguments, string input = "")
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var start = new ProcessStartInfo(ProjectProcess.PathOf("FaaS.Cli"), arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["FAAS_URL"] = url.ToString();

        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(input.AsMemory(), cancellationToken);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return new CliProcess(process.ExitCode, await output, await error);
    }
}
