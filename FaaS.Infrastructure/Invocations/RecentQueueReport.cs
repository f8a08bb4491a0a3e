namespace FaaS.Infrastructure.Invocations;

/// <summary>
/// The last count of the queues, for all in this process who can do with one that is not new. To count takes the longer
/// the more there is, so it is done once for all who ask meanwhile.
/// </summary>
internal sealed class RecentQueueReport(QueueReports reports, TimeProvider timeProvider)
{
    /// <summary>What is as old as this tells the same to whoever asks from outside.</summary>
    public static readonly TimeSpan ShortAge = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private Task<QueueReport>? _latest;
    private long _startedAt;

    /// <param name="maxAge">How long ago its count may have begun, if it has ended.</param>
    /// <param name="cancellationToken">Stops the waiting, not the count.</param>
    public Task<QueueReport> ReadAsync(TimeSpan maxAge, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var isOld = timeProvider.GetElapsedTime(_startedAt) > maxAge;
            if (_latest is null or { IsFaulted: true } or { IsCanceled: true } || (_latest.IsCompleted && isOld))
            {
                _startedAt = timeProvider.GetTimestamp();
                _latest = reports.ReadAsync(CancellationToken.None);
            }

            return _latest.WaitAsync(cancellationToken);
        }
    }
}
