using FaaS.Protocol.Messages;

namespace FaaS.Tests.Infrastructure.Workers;

/// <summary>A <see cref="FakeWorker"/> with sandboxes that it makes when none is idle, as a real one does.</summary>
internal sealed class PoolingWorker : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, Pool> _pools = [];
    private FakeWorker? _worker;

    public FakeWorker Worker => _worker!;

    public static async Task<PoolingWorker> JoinAsync(
        Uri dispatcher, string id, int slots, Func<FakeCall, Task> run)
    {
        var pooling = new PoolingWorker();
        pooling._worker = await FakeWorker.JoinAsync(
            dispatcher, id, slots, call => pooling.ServeAsync(call, run));
        pooling._worker.ReportWith(() => pooling.Status(slots));
        return pooling;
    }

    /// <summary>How many it has of this version.</summary>
    public int Sandboxes(Guid versionId)
    {
        lock (_gate)
        {
            return _pools.GetValueOrDefault(versionId).All;
        }
    }

    /// <summary>They are removed because nobody has used them for long.</summary>
    public void Expire()
    {
        lock (_gate)
        {
            foreach (var (versionId, pool) in _pools.ToArray())
            {
                _pools[versionId] = pool with { All = pool.Busy };
            }
        }
    }

    public ValueTask DisposeAsync() => Worker.DisposeAsync();

    private async Task ServeAsync(FakeCall call, Func<FakeCall, Task> run)
    {
        var versionId = call.Invoke!.VersionId;
        Change(versionId, +1);
        await run(call);
        Change(versionId, -1);
        call.Succeed([], null);
    }

    private void Change(Guid versionId, int calls)
    {
        lock (_gate)
        {
            var pool = _pools.GetValueOrDefault(versionId);
            var busy = pool.Busy + calls;
            _pools[versionId] = new(Math.Max(pool.All, busy), busy);
        }
    }

    private WorkerStatus Status(int slots)
    {
        lock (_gate)
        {
            return new(
                WorkerState.Ready,
                _pools.Values.Sum(pool => pool.Busy),
                slots,
                0,
                16 * 1024,
                _pools.ToDictionary(pool => pool.Key, pool => pool.Value.All - pool.Value.Busy),
                null,
                _pools.ToDictionary(pool => pool.Key, pool => pool.Value.Busy));
        }
    }

    private readonly record struct Pool(int All, int Busy);
}
