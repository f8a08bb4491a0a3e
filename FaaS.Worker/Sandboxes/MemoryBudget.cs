using Microsoft.Extensions.Options;

namespace FaaS.Worker.Sandboxes;

/// <summary>What all sandboxes of this worker together may use, as promised by their limits.</summary>
internal sealed class MemoryBudget(IOptions<WorkerOptions> options, TimeProvider timeProvider)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan MaxWaitForRemovals = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly List<Func<bool>> _owners = [];
    private int _used;
    private int _expected;

    public int TotalMib { get; } = options.Value.EffectiveMemoryMb;

    public int UsedMib => Volatile.Read(ref _used);

    /// <summary>Adds somebody who can give up one idle sandbox, and says whether they did.</summary>
    public void OnPressure(Func<bool> giveUpOne) => _owners.Add(giveUpOne);

    public bool TryTake(int mib)
    {
        lock (_gate)
        {
            if (_used + mib > TotalMib && mib > 0)
            {
                return false;
            }

            _used += mib;
            return true;
        }
    }

    public void Return(int mib)
    {
        lock (_gate)
        {
            _used -= mib;
        }
    }

    /// <summary>So much is in use by containers that are being removed.</summary>
    public void Expect(int mib)
    {
        lock (_gate)
        {
            _expected += mib;
        }
    }

    /// <summary>Gives up idle sandboxes for it if needed. False when that is not enough.</summary>
    public async Task<bool> TakeAsync(int mib, CancellationToken cancellationToken)
    {
        var waitsSince = timeProvider.GetTimestamp();
        while (!TryTake(mib))
        {
            // What was given up counts until its container is gone: no second one for the same need.
            var isExpected = IsExpected(mib);
            if (!isExpected && _owners.Any(giveUpOne => giveUpOne()))
            {
                waitsSince = timeProvider.GetTimestamp();
            }
            else if (timeProvider.GetElapsedTime(waitsSince) > (isExpected ? MaxWaitForRemovals : MaxWait))
            {
                return false;
            }

            await Task.Delay(PollInterval, timeProvider, cancellationToken);
        }

        return true;
    }

    private bool IsExpected(int mib)
    {
        lock (_gate)
        {
            return _used - _expected + mib <= TotalMib;
        }
    }
}
