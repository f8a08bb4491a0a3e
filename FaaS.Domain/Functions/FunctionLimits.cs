namespace FaaS.Domain.Functions;

/// <summary>The bounds of what a function may ask for, and of what goes in and comes out.</summary>
public static class FunctionLimits
{
    public const int MaxCodeBytes = 50 * 1024 * 1024;
    public const long MaxUnzippedCodeBytes = 250L * 1024 * 1024;
    public const int MaxEnvironmentBytes = 4 * 1024;
    public const int MinMemoryMib = 64;
    public const int MaxMemoryMib = 10 * 1024;
    public const double MinCpu = 0.05;
    public const double MaxCpu = 16;
    public const int MaxConcurrency = 1000;
    public const int MaxSyncPayloadBytes = 6 * 1024 * 1024;
    public const int MaxAsyncPayloadBytes = 1024 * 1024;
    public const int MaxLogBytes = 256 * 1024;

    public static readonly TimeSpan MinTimeout = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan MaxTimeout = TimeSpan.FromMinutes(15);

    /// <summary>How long loading (or compiling) a function may take before it counts as its own fault.</summary>
    public static readonly TimeSpan MaxInit = TimeSpan.FromSeconds(30);

    /// <summary>How long an asynchronous invocation may wait to be started, from when it is due.</summary>
    public static readonly TimeSpan DefaultMaxEventAge = TimeSpan.FromHours(6);
    public static readonly TimeSpan MinMaxEventAge = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan MaxMaxEventAge = TimeSpan.FromDays(7);

    public static int MaxResultBytes(bool asynchronous) => asynchronous ? MaxAsyncPayloadBytes : MaxSyncPayloadBytes;
}
