using FaaS.Infrastructure.Budgets;
using FaaS.Infrastructure.Invocations.Queue;
using Microsoft.Extensions.Options;

namespace FaaS.Scheduler.Dispatch;

/// <summary>
/// How much more of each function this scheduler may run. A function's limit is learned with its first claim; until
/// then it has room for one turn. Those of a tenant whose budget is spent have no room, and wait for the next hour.
/// </summary>
internal sealed class FunctionRooms(IOptions<SchedulerOptions> options, TenantBudgets budgets)
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
                .Select(room => new FunctionRoom(room.Key, FreeIn(room.Value)))
                .Where(room => room.Free != _turn)];
        }
    }

    public bool TryEnter(Guid functionId)
    {
        lock (_gate)
        {
            var room = _rooms.GetValueOrDefault(functionId, new(0, _turn, null));
            if (FreeIn(room) == 0)
            {
                return false;
            }

            _rooms[functionId] = room with { Running = room.Running + 1 };
            return true;
        }
    }

    /// <summary>False when more have entered than there is room for, as can happen while that was unknown.</summary>
    public bool Learn(Guid functionId, string tenant, int limit)
    {
        lock (_gate)
        {
            var room = _rooms.GetValueOrDefault(functionId) with { Limit = limit, Tenant = tenant };
            _rooms[functionId] = room;
            return room.Running <= limit && budgets.FindSpent(tenant) is null;
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

    /// <summary>Whether any function is kept from running more by its limit or a budget.</summary>
    public bool IsAnyFull()
    {
        lock (_gate)
        {
            return _rooms.Values.Any(room => room.Running > 0 && FreeIn(room) == 0);
        }
    }

    private int FreeIn(Room room)
        => room.Tenant is { } tenant && budgets.FindSpent(tenant) is not null
            ? 0
            : Math.Max(0, room.Limit - room.Running);

    /// <param name="Tenant">Null while it is unknown.</param>
    private readonly record struct Room(int Running, int Limit, string? Tenant);
}
