namespace FaaS.Domain.Queue;

/// <summary>One look into the queue: what room is left, and who has had a turn already.</summary>
internal sealed class QueuePass(int perTurn, IReadOnlyDictionary<Guid, int> rooms)
{
    // Whoever has had a turn stands behind all who have not.
    private const long Served = long.MaxValue / 2;

    private readonly Dictionary<Guid, int> _rooms = new(rooms);
    private long _turns;

    public int PerTurn { get; } = perTurn;

    public int Room(Guid functionId) => _rooms.GetValueOrDefault(functionId, PerTurn);

    public void Use(Guid functionId, int count) => _rooms[functionId] = Room(functionId) - count;

    public long EndOfTheLine() => Served + ++_turns;
}
