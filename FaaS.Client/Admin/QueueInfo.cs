namespace FaaS.Client.Admin;

/// <summary>Asynchronous work, by state.</summary>
public sealed record QueueInfo
{
    public long Queued { get; init; }

    public long Running { get; init; }

    public long Settled { get; init; }

    public long Dead { get; init; }
}
