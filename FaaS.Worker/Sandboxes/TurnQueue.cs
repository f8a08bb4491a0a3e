using System.Diagnostics.CodeAnalysis;

namespace FaaS.Worker.Sandboxes;

/// <summary>
/// A line in which those take turns whom somebody waits for: however many wait for one, another's first is next but
/// one. Its owner's lock guards it.
/// </summary>
internal sealed class TurnQueue<TKey, TItem>
    where TKey : notnull
    where TItem : class
{
    private readonly Dictionary<TKey, LinkedListNode<Lane>> _byKey = [];
    private readonly LinkedList<Lane> _turns = new();

    public int Count { get; private set; }

    public void Join(TKey key, TItem item)
    {
        if (!_byKey.TryGetValue(key, out var turn))
        {
            turn = _byKey[key] = _turns.AddLast(new Lane(key));
        }

        turn.Value.Items.AddLast(item);
        Count++;
    }

    /// <summary>False when it is not there any more.</summary>
    public bool Leave(TKey key, TItem item)
    {
        if (!_byKey.TryGetValue(key, out var turn) || !turn.Value.Items.Remove(item))
        {
            return false;
        }

        Count--;
        Close(turn);
        return true;
    }

    /// <summary>Takes out whose turn it is.</summary>
    public bool TryNext([NotNullWhen(true)] out TItem? item) => TryNext(static _ => true, out item);

    /// <summary>Takes out whose turn it is among the first of each whom this suits.</summary>
    public bool TryNext(Func<TItem, bool> suits, [NotNullWhen(true)] out TItem? item)
    {
        for (var turn = _turns.First; turn is not null; turn = turn.Next)
        {
            item = turn.Value.Items.First!.Value;
            if (suits(item))
            {
                turn.Value.Items.RemoveFirst();
                Count--;
                _turns.Remove(turn);
                _turns.AddLast(turn);
                Close(turn);
                return true;
            }
        }

        item = null;
        return false;
    }

    private void Close(LinkedListNode<Lane> turn)
    {
        if (turn.Value.Items.Count == 0)
        {
            _byKey.Remove(turn.Value.Key);
            _turns.Remove(turn);
        }
    }

    private sealed record Lane(TKey Key)
    {
        public LinkedList<TItem> Items { get; } = new();
    }
}
