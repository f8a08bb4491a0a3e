namespace FaaS.Worker;

/// <summary>
/// Bytes that arrive are handled on the thread that noticed them: handing each frame to the thread pool costs a
/// wake-up, which is more than what our read loops do with it. Whatever blocks there leaves half of the sockets deaf,
/// so this is nothing for the processes that hold a database driver.
/// </summary>
internal static class SocketThreads
{
    // Read once, when the first socket of the process is used.
    private const string InlineCompletions = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    public static void RunContinuations()
    {
        if (Environment.GetEnvironmentVariable(InlineCompletions) is null)
        {
            Environment.SetEnvironmentVariable(InlineCompletions, "1");
        }
    }
}
