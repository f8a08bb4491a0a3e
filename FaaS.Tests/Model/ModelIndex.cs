namespace FaaS.Tests.Model;

/// <summary>The queue in Redis: it may lose and repeat entries, and nothing depends on it.</summary>
internal sealed class ModelIndex
{
    private readonly SortedDictionary<int, long> _due = [];

    public bool IsAway { get; set; }

    public IEnumerable<int> Entries => _due.Keys;

    public void Add(int id, long due)
    {
        if (!IsAway)
        {
            _due[id] = due;
        }
    }

    public void AddMissing(int id, long due)
    {
        if (!IsAway)
        {
            _due.TryAdd(id, due);
        }
    }

    public bool Has(int id) => _due.ContainsKey(id);

    public bool HasDue(long now) => _due.Values.Any(due => due <= now);

    public List<int> Take(long now, int count)
    {
        List<int> taken = [.. _due.Where(entry => entry.Value <= now).Take(count).Select(entry => entry.Key)];
        taken.ForEach(id => _due.Remove(id));
        return taken;
    }

    public void Drop(int id) => _due.Remove(id);

    public void Wipe() => _due.Clear();
}
