using FaaS.Client.Functions;

namespace FaaS.Tests.Faults.Run;

/// <summary>The mixture that runs: what succeeds at once, at the second attempt, after a while, and never.</summary>
internal static class LoadFunction
{
    public const string Fast = "fast";
    public const string Flaky = "flaky";
    public const string Slow = "slow";
    public const string Crashing = "crashing";

    private const string FastCode = """
        def handler(event, context):
            return event
        """;

    private const string FlakyCode = """
        def handler(event, context):
            if context.attempt == 1:
                raise RuntimeError("the first one fails")
            return event
        """;

    private const string SlowCode = """
        import random
        import time

        def handler(event, context):
            time.sleep(random.uniform(1, 2))
            return event
        """;

    private const string CrashingCode = """
        import os

        def handler(event, context):
            os._exit(1)
        """;

    public static IEnumerable<FunctionDefinition> All =>
    [
        Define(Fast, FastCode, 8),
        Define(Flaky, FlakyCode, 8),
        Define(Slow, SlowCode, 20),
        Define(Crashing, CrashingCode, 4),
    ];

    /// <summary>A crash costs three sandboxes, and a machine that is busy starts only a few in a second.</summary>
    public static string Draw(Random random) => random.Next(1000) switch
    {
        < 830 => Fast,
        < 950 => Flaky,
        < 997 => Slow,
        _ => Crashing,
    };

    private static FunctionDefinition Define(string name, string code, int maxConcurrency) => new()
    {
        Name = name,
        Runtime = "python",
        Handler = "handler",
        Code = System.Text.Encoding.UTF8.GetBytes(code),
        Isolation = Isolation.Function,
        MemoryMb = 64,
        Timeout = TimeSpan.FromSeconds(20),
        MaxConcurrency = maxConcurrency,
    };
}
