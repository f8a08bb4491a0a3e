using FaaS.Infrastructure.Budgets;
using FaaS.Infrastructure.Invocations.Queue;
using Microsoft.Extensions.Options;

namespace FaaS.Scheduler.Dispatch;

/// <summary>
/// How much more of each function this scheduler may claim: what it may run at once and, so that places are not empty
/// while the next are being claimed, what ends in the meantime. A function's limit is learned with its first claim;
/// until then it has room for one turn. Those of a tenant whose budget is spent have no room, and wait for the next
/// hour.
/// </summary>
internal sealed class FunctionRooms(IOptions<SchedulerOptions> options, TenantBudgets budgets)
{
    private const int MaxRemembered = 1024;

    /// <summary>About what a claim takes from the queue to the worker.</summary>
    private const double ClaimMs = 10;

    /// <summary>What an attempt holds its place for beside its time on the worker.</summary>
    private const double OverheadMs = 1;

    private const double Smoothing = 0.1;

    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, Room> _rooms = [];
    private readonly int _turn = options.Value.Turn;
    private readonly int _mostAhead = options.Value.ClaimBatch;

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
            var room = _rooms.GetValueOrDefault(functionId, new(0, _turn, null, null));
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
            return room.Running <= limit + AheadOf(room) && budgets.FindSpent(tenant) is null;
        }
    }

    /// <summary>How long an attempt held its place, its wait for a sandbox too: so many can be ahead.</summary>
    public void Took(Guid functionId, TimeSpan time)
    {
        lock (_gate)
        {
            var room = _rooms.GetValueOrDefault(functionId);
            var ms = time.TotalMilliseconds + OverheadMs;
            _rooms[functionId] = room with { MeanMs = room.MeanMs is { } mean ? mean + ((ms - mean) * Smoothing) : ms };
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

    /// <summary>Whether a place that is free now would stay so until the next claim.</summary>
    public bool IsAnyFull()
    {
        lock (_gate)
        {
            return _rooms.Values.Any(room => room.Running > 0 && FreeIn(room) == 0 && AheadOf(room) == 0);
        }
    }

    private int FreeIn(Room room)
        => room.Tenant is { } tenant && budgets.FindSpent(tenant) is not null
            ? 0
            : Math.Max(0, room.Limit + AheadOf(room) - room.Running);

    // A budget is looked at just before an attempt, and the more are past that, the more it can be overdrawn.
    private int AheadOf(Room room)
        => room is { MeanMs: { } mean, Tenant: { } tenant } && !budgets.LimitsOf(tenant).Any
            ? (int)Math.Min(_mostAhead, room.Limit * ClaimMs / mean)
            : 0;

    /// <param name="Tenant">Null while it is unknown.</param>
    /// <param name="MeanMs">Of its attempts, the last counting most; null before the first.</param>
    private readonly record struct Room(int Running, int Limit, string? Tenant, double? MeanMs);
}
