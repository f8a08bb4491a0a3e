namespace FaaS.Worker.Sandboxes;

/// <summary>
/// Calls in line for a sandbox of their function; whoever gives up leaves at once, wherever it stands, and counts no
/// more. Its owner's lock guards it.
/// </summary>
internal sealed class WaitingCalls
{
    private readonly LinkedList<SandboxWaiter> _line = new();

    public int Count => _line.Count;

    /// <summary>Who asked for the first of them is gone, or there is none.</summary>
    public bool AreLeftBehind => First() is not { Source.IsGone: false };

    public LinkedListNode<SandboxWaiter> Join(SandboxWaiter waiter) => _line.AddLast(waiter);

    public void Leave(LinkedListNode<SandboxWaiter> place)
    {
        if (place.List is not null)
        {
            _line.Remove(place);
        }
    }

    /// <summary>The one that has waited longest, of those who still do.</summary>
    public SandboxWaiter? First()
    {
        while (_line.First is { Value: { Task.IsCompleted: true } })
        {
            _line.RemoveFirst();
        }

        return _line.First?.Value;
    }

    public void AnswerAll(SandboxLease lease)
    {
        while (Answer(lease))
        {
        }
    }

    /// <summary>Answers the first who still waits. False when nobody does.</summary>
    public bool Answer(SandboxLease lease)
    {
        while (First() is { } waiter)
        {
            _line.RemoveFirst();
            if (waiter.TrySetResult(lease))
            {
                return true;
            }
        }

        return false;
    }
}
