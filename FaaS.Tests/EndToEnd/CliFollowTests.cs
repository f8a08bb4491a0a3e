using System.Diagnostics;
using System.Globalization;
using FaaS.Client.Functions;
using FaaS.Tests.Infrastructure.Stores;

namespace FaaS.Tests.EndToEnd;

public sealed class CliFollowTests(SharedPlatform shared, TestStores stores) : PlatformTest(shared, stores)
{
    private const int Interrupted = 130;

    private static readonly TimeSpan ExitLimit = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Logs_of_a_function_are_followed_from_call_to_call_until_Ctrl_C()
    {
        var function = await DeployPythonAsync("def handler(event, context):\n    print(event, flush=True)\n");
        using var following = Follow(function);
        try
        {
            await InvokeUntilSeenAsync(function, following, "one");
            await InvokeUntilSeenAsync(function, following, "two");

            await Commands.RunAsync(
                CancellationToken,
                "kill", "-INT", following.Id.ToString(CultureInfo.InvariantCulture));
            await following.WaitForExitAsync(CancellationToken).WaitAsync(ExitLimit, CancellationToken);

            Assert.Equal(Interrupted, following.ExitCode);
        }
        finally
        {
            following.Kill();
        }
    }

    // Calls from before it began to look are not shown, so one call may not be enough.
    private async Task InvokeUntilSeenAsync(FunctionInfo function, Process following, string message)
    {
        var seen = ReadUntilAsync(following.StandardOutput, message);
        do
        {
            await InvokeAsync(function, $"\"{message}\"");
        }
        while (await Task.WhenAny(seen, Task.Delay(1000, CancellationToken)) != seen);

        await seen;
    }

    private static async Task ReadUntilAsync(StreamReader output, string message)
    {
        while (await output.ReadLineAsync(CancellationToken) is { } line)
        {
            if (line == message)
            {
                return;
            }
        }

        Assert.Fail($"The logs ended without '{message}'.");
    }

    // What a shell starts in the background ignores Ctrl-C, and so do its children: the tests may be such a one.
    private Process Follow(FunctionInfo function) => Process.Start(new ProcessStartInfo(
        "env",
        ["--default-signal=INT", ProjectProcess.PathOf("FaaS.Cli"),
            "logs", function.Name, "--follow", "--url", Platform.Url.ToString()])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;
}
