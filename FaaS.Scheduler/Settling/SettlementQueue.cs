using System.Threading.Channels;
using FaaS.Infrastructure.Invocations;
using Microsoft.Extensions.Options;

namespace FaaS.Scheduler.Settling;

/// <summary>Ended attempts on their way to Postgres. Full only if that is away; then those who ended wait.</summary>
internal sealed class SettlementQueue(IOptions<SchedulerOptions> options)
{
    private readonly Channel<AttemptSettlement> _ended = Channel.CreateBounded<AttemptSettlement>(
        new BoundedChannelOptions(options.Value.MaxRunning) { SingleReader = true });

    public ValueTask AddAsync(AttemptSettlement ended) => _ended.Writer.WriteAsync(ended);

    public void Complete() => _ended.Writer.TryComplete();

    public int Count => _ended.Reader.Count;

    /// <summary>Until there is something to take; false when nothing will come any more.</summary>
    public ValueTask<bool> WaitAsync(CancellationToken cancellationToken)
        => _ended.Reader.WaitToReadAsync(cancellationToken);

    /// <summary>What has gathered, at most <paramref name="count"/>.</summary>
    public List<AttemptSettlement> Take(int count)
    {
        var batch = new List<AttemptSettlement>();
        while (batch.Count < count && _ended.Reader.TryRead(out var ended))
        {
            batch.Add(ended);
        }

        return batch;
    }
}
