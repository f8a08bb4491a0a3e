using System.ComponentModel.DataAnnotations;
using FaaS.Domain.Invocations;
using FaaS.Domain.Queue;

namespace FaaS.Scheduler;

internal sealed class SchedulerOptions
{
    public const string Section = "Scheduler";

    /// <summary>How often the queue is looked into unasked. Bounds how late a retry starts.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:00:10")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The most invocations claimed in one statement, payloads and all.</summary>
    [Range(1, 1000)]
    public int ClaimBatch { get; set; } = 64;

    /// <summary>The most of one function that are taken before another gets its turn.</summary>
    [Range(1, 1000)]
    public int Turn { get; set; } = 16;

    /// <summary>
    /// Each how many-th turn goes to whoever has waited longest, whatever its priority: 1 for first in, first out; the
    /// more, the less low priority gets while there is high.
    /// </summary>
    [Range(1, 1000)]
    public int TurnsByAge { get; set; } = TurnPolicy.UsualByAgeEvery;

    /// <summary>The most invocations that one scheduler runs, whatever its workers could hold.</summary>
    [Range(1, 100_000)]
    public int MaxRunning { get; set; } = 2000;

    /// <summary>How long a claimed invocation waits for a worker before it goes back to the queue.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:00:30")]
    public TimeSpan WorkerPatience { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The most invocations settled in one commit.</summary>
    [Range(1, 1000)]
    public int SettleBatch { get; set; } = 256;

    /// <summary>The least time between two commits that settle. What ends meanwhile waits for the second.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:01")]
    public TimeSpan SettleGather { get; set; } = TimeSpan.FromMilliseconds(10);

    /// <summary>The pause after a claim that emptied the queue. What arrives meanwhile waits for its end.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:01")]
    public TimeSpan ClaimGather { get; set; } = TimeSpan.FromMilliseconds(5);

    /// <summary>How often lost leases, lost queue entries and lost requests to cancel are looked for.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The most rows that one step of a sweep takes.</summary>
    [Range(1, 10_000)]
    public int SweepBatch { get; set; } = 1000;

    /// <summary>How often the queues are counted for the metrics.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan ReportInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>After how many lost workers an invocation is taken for poison.</summary>
    [Range(1, 100)]
    public int MaxWorkerLosses { get; set; } = FaultLimits.Default.MaxWorkerLosses;

    /// <summary>
    /// After how many executions that the platform ended an invocation is dead. Not to be reached in an outage: with
    /// the default, one has to fail it for well over an hour.
    /// </summary>
    [Range(1, 1_000_000)]
    public int MaxPlatformFaults { get; set; } = FaultLimits.Default.MaxPlatformFaults;

    public FaultLimits FaultLimits => new(MaxPlatformFaults, MaxWorkerLosses);

    /// <summary>How long a stopping scheduler lets running invocations finish before it puts them back.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:15:00")]
    public TimeSpan Drain { get; set; } = TimeSpan.FromSeconds(8);
}
