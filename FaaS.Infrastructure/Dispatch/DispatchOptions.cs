using System.ComponentModel.DataAnnotations;

namespace FaaS.Infrastructure.Dispatch;

internal sealed class DispatchOptions
{
    public const string Section = "Dispatch";

    /// <summary>
    /// Where workers reach this process, e.g. <c>http://10.0.0.5:8080</c>. Empty: the address that the server listens
    /// on, with the machine's own address in place of a wildcard.
    /// </summary>
    public string AdvertisedUrl { get; set; } = "";

    /// <summary>Callers of one function that may wait for its concurrency limit; more are told to come back.</summary>
    [Range(0, 100_000)]
    public int MaxWaitingPerFunction { get; set; } = 1000;

    /// <summary>How long a synchronous caller waits for the concurrency limit and for a worker, together.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:15:00")]
    public TimeSpan MaxWait { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a call waits while no worker could take it at all: none is well and has its runtime.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:15:00")]
    public TimeSpan OutagePatience { get; set; } = TimeSpan.FromSeconds(3);
}
