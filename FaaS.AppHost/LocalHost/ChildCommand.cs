using System.Diagnostics;

namespace FaaS.AppHost.LocalHost;

/// <summary>What to start, as whom, and how it wants to be stopped.</summary>
internal sealed record ChildCommand(string Name, string FileName, params IReadOnlyList<string> Arguments)
{
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    public string Directory { get; init; } = "/";

    public Account? Account { get; init; }

    /// <summary>What makes it end in an orderly way: <c>TERM</c>, or for Postgres <c>INT</c>.</summary>
    public Signal StopSignal { get; init; } = Signal.Terminate;

    /// <summary>
    /// Every child gets its own session, so that a Ctrl-C in the terminal reaches only us and we can stop them in
    /// order; and a signal from the kernel when we die, so that it does not outlive us whatever kills us.
    /// </summary>
    public ProcessStartInfo ToStartInfo()
    {
        var startInfo = new ProcessStartInfo("setsid")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Directory,
        };

        var signal = StopSignal == Signal.Interrupt ? "INT" : "TERM";
        string[] wrapper = Account is { Name: var account }
            ? ["setpriv", $"--reuid={account}", $"--regid={account}", "--init-groups", $"--pdeathsig={signal}", "--"]
            : ["setpriv", $"--pdeathsig={signal}", "--"];

        // Nobody signals for a parent that died before the signal was asked for.
        string[] check = ["sh", "-c", $"[ $PPID = {System.Environment.ProcessId} ] && exec \"$@\"", "sh"];

        foreach (var argument in wrapper.Concat(check).Append(FileName).Concat(Arguments))
        {
            startInfo.ArgumentList.Add(argument);
        }

        foreach (var (key, value) in Environment)
        {
            startInfo.Environment[key] = value;
        }

        return startInfo;
    }
}
