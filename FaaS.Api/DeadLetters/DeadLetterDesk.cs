using FaaS.Domain.Functions;
using FaaS.Infrastructure.Invocations.DeadLetters;
using FaaS.Infrastructure.Invocations.Queue;

namespace FaaS.Api.DeadLetters;

/// <summary>Redrives and purges, and tells the queue.</summary>
internal sealed class DeadLetterDesk(
    DeadLetterRedrive redrive, DeadLetterPurge purge, InvocationIndex index, TimeProvider timeProvider)
{
    /// <summary>False when it is not dead, or its function is gone.</summary>
    public async Task<bool> RedriveAsync(DeadLetterFilter one, CancellationToken cancellationToken)
        => (await RedriveAsync(one, 1, TimeSpan.Zero, cancellationToken)).Count == 1;

    public async Task<RedriveResponse> RedriveAsync(
        DeadLetterFilter filter, int limit, double rate, CancellationToken cancellationToken)
    {
        var entries = await RedriveAsync(filter, limit, TimeSpan.FromSeconds(1 / rate), cancellationToken);
        var (remaining, orphaned) = await redrive.CountAsync(filter, cancellationToken);
        return new(
            entries.Count,
            remaining,
            orphaned,
            entries.Count > 0 ? timeProvider.GetUtcNow() + entries.Max(entry => entry.Delay) : null);
    }

    public Task<int> PurgeAsync(DeadLetterFilter filter, int limit, CancellationToken cancellationToken)
        => purge.PurgeAsync(filter, limit, cancellationToken);

    private async Task<IReadOnlyList<QueueEntry>> RedriveAsync(
        DeadLetterFilter filter, int limit, TimeSpan interval, CancellationToken cancellationToken)
    {
        var redriven = await redrive.RedriveAsync(
            filter, limit, interval, FunctionLimits.DefaultMaxEventAge, cancellationToken);
        QueueEntry[] entries = [.. redriven.Select(one => one.Entry)];
        await index.QueuedAsync(entries);
        return entries;
    }
}
