namespace FaaS.Infrastructure.Workers;

/// <summary>The workers that are connected to this process.</summary>
internal sealed class WorkerDirectory
{
    private readonly Lock _gate = new();
    private volatile WorkerChannel[] _channels = [];

    public ReadOnlySpan<WorkerChannel> Channels => _channels;

    /// <summary>A worker has one connection here; a new one means that the old one is dead, not yet noticed.</summary>
    public void Join(WorkerChannel channel)
    {
        WorkerChannel? replaced;
        lock (_gate)
        {
            replaced = _channels.FirstOrDefault(other => other.WorkerId == channel.WorkerId);
            _channels = [.. _channels.Where(other => other != replaced), channel];
        }

        replaced?.Abort("It has connected again.");
    }

    public void Leave(WorkerChannel channel)
    {
        lock (_gate)
        {
            _channels = [.. _channels.Where(other => other != channel)];
        }
    }
}
