namespace FaaS.Benchmarks.Load;

/// <summary>
/// How .NET runs sockets, which it reads from the environment before the first of them. A load generator does so little
/// per answer that handing each to the thread pool would cost more than the rest.
/// </summary>
internal static class SocketEngine
{
    private const string InlineCompletions = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";
    private const string ThreadCount = "DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT";

    public static void UseOneThread()
    {
        Environment.SetEnvironmentVariable(InlineCompletions, "1");
        Environment.SetEnvironmentVariable(ThreadCount, "1");
    }

    /// <summary>What arrives is handled by the thread that notices it, as in a worker.</summary>
    public static void CompleteInline() => Environment.SetEnvironmentVariable(InlineCompletions, "1");

    /// <summary>A server that is started from here is not to have them.</summary>
    public static void RemoveFrom(IDictionary<string, string?> environment)
    {
        environment.Remove(InlineCompletions);
        environment.Remove(ThreadCount);
    }
}
