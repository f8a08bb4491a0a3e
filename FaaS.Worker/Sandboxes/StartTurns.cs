namespace FaaS.Worker.Sandboxes;

/// <summary>
/// The bound on how many containers are started at once. The pools take turns, and what somebody waits for goes before
/// what only may be needed. What has begun has all that it needs, and waits for nothing but the daemon.
/// </summary>
internal sealed class StartTurns(int parallel)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<GenericPool> _pools = new();
    private int _running;

    public void Join(GenericPool pool)
    {
        lock (_gate)
        {
            _pools.AddLast(pool);
        }
    }

    /// <summary>Starts whatever is wanted and has room. Not to be called under a pool's own lock.</summary>
    public void Fill()
    {
        while (Next() is { } start)
        {
            start();
        }
    }

    public void Ended()
    {
        lock (_gate)
        {
            _running--;
        }

        Fill();
    }

    private Action? Next()
    {
        lock (_gate)
        {
            if (_running >= parallel)
            {
                return null;
            }

            var start = Next(isAwaited: true) ?? Next(isAwaited: false);
            _running += start is null ? 0 : 1;
            return start;
        }
    }

    private Action? Next(bool isAwaited)
    {
        for (var node = _pools.First; node is not null; node = node.Next)
        {
            if (node.Value.TryBeginStart(isAwaited) is { } start)
            {
                _pools.Remove(node);
                _pools.AddLast(node);
                return start;
            }
        }

        return null;
    }
}
