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

    /// <summary>What has gathered, at most <paramref name="count"/>. Empty when nothing will come any more.</summary>
    public async Task<List<AttemptSettlement>> TakeAsync(int count, CancellationToken cancellationToken)
    {
        var batch = new List<AttemptSettlement>();
        if (await _ended.Reader.WaitToReadAsync(cancellationToken))
        {
            while (batch.Count < count && _ended.Reader.TryRead(out var ended))
            {
                batch.Add(ended);
            }
        }

        return batch;
    }
}
