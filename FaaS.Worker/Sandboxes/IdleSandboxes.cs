using System.Diagnostics.CodeAnalysis;

namespace FaaS.Worker.Sandboxes;

/// <summary>Those that wait to be used, the latest first, so that the rest can go. Guarded by its owner.</summary>
internal sealed class IdleSandboxes
{
    private readonly Stack<Sandbox> _sandboxes = new();

    public int Count => _sandboxes.Count;

    public void Push(Sandbox sandbox) => _sandboxes.Push(sandbox);

    /// <summary>The next one that lives.</summary>
    public bool TryTake([NotNullWhen(true)] out Sandbox? sandbox)
    {
        while (_sandboxes.TryPop(out sandbox) && !sandbox.IsAlive)
        {
        }

        return sandbox is not null;
    }

    /// <summary>The next one that lives, once it is paid for, also if it has died meanwhile; else it stays.</summary>
    public Sandbox? TakeIf(Func<bool> isPaid)
    {
        if (TryTake(out var sandbox) && !isPaid())
        {
            Push(sandbox);
            return null;
        }

        return sandbox;
    }

    public void ForgetDead()
    {
        if (_sandboxes.Any(sandbox => !sandbox.IsAlive))
        {
            var alive = _sandboxes.Where(sandbox => sandbox.IsAlive).Reverse().ToArray();
            _sandboxes.Clear();
            Array.ForEach(alive, _sandboxes.Push);
        }
    }

    public void KillAll()
    {
        foreach (var sandbox in _sandboxes)
        {
            sandbox.Kill();
        }
    }
}
