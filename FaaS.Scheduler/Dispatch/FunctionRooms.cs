using FaaS.Infrastructure.Invocations.Queue;
using Microsoft.Extensions.Options;

namespace FaaS.Scheduler.Dispatch;

/// <summary>
/// How much more of each function this scheduler may run. A function's limit is learned with its first claim; until
/// then it has room for one turn.
/// </summary>
internal sealed class FunctionRooms(IOptions<SchedulerOptions> options)
{
    private const int MaxRemembered = 1024;

    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, Room> _rooms = [];
    private readonly int _turn = options.Value.Turn;

    /// <summary>Those whose room differs from that of an unknown function.</summary>
    public IReadOnlyCollection<FunctionRoom> Snapshot()
    {
        lock (_gate)
        {
            return [.. _rooms
                .Where(room => room.Value.Running > 0 || room.Value.Limit != _turn)
                .Select(room => new FunctionRoom(room.Key, Math.Max(0, room.Value.Limit - room.Value.Running)))];
        }
    }

    public bool TryEnter(Guid functionId)
    {
        lock (_gate)
        {
            var room = _rooms.GetValueOrDefault(functionId, new(0, _turn));
            if (room.Running >= room.Limit)
            {
                return false;
            }

            _rooms[functionId] = room with { Running = room.Running + 1 };
            return true;
        }
    }

    /// <summary>False when more have entered than the limit allows, as can happen while it was unknown.</summary>
    public bool Learn(Guid functionId, int limit)
    {
        lock (_gate)
        {
            var room = _rooms.GetValueOrDefault(functionId) with { Limit = limit };
            _rooms[functionId] = room;
            return room.Running <= limit;
        }
    }

    public void Leave(Guid functionId)
    {
        lock (_gate)
        {
            var room = _rooms.GetValueOrDefault(functionId);
            _rooms[functionId] = room with { Running = room.Running - 1 };
            if (room.Running <= 1 && _rooms.Count > MaxRemembered)
            {
                _rooms.Remove(functionId);
            }
        }
    }

    private readonly record struct Room(int Running, int Limit);
}
