using System.Globalization;
using FaaS.Domain.Invocations;
using FaaS.Domain.Queue;
using FaaS.Infrastructure.Postgres;
using StackExchange.Redis;

namespace FaaS.Infrastructure.Invocations.Queue;

/// <summary>
/// The order of queued invocations, in Redis. It may lose or repeat entries at any time: Postgres decides what runs,
/// and the sweep puts back what is missing here.
/// </summary>
internal sealed class InvocationQueue(IConnectionMultiplexer redis)
{
    private const string CompleteKey = "faas:queue:complete";

    // The client does not limit how long an asynchronous call waits for a server that hangs.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private static readonly RedisKey[] Priorities =
    [
        .. Enum.GetValues<InvocationPriority>()
            .Select(priority => (RedisKey)$"faas:queue:{EnumText<InvocationPriority>.Of(priority)}"),
    ];

    private static readonly RedisKey[] PrioritiesAndTurns = [.. Priorities, "faas:queue:turns"];

    private IDatabase Redis => redis.GetDatabase();

    public Task AddAsync(IReadOnlyCollection<QueueEntry> entries) => AddAsync(entries, keepKnown: false);

    /// <summary>Those that are there already keep their place.</summary>
    public Task AddMissingAsync(IReadOnlyCollection<QueueEntry> entries) => AddAsync(entries, keepKnown: true);

    private Task<RedisResult> AddAsync(IReadOnlyCollection<QueueEntry> entries, bool keepKnown)
    {
        var arguments = entries.SelectMany(entry => new RedisValue[]
        {
            (int)entry.Priority + 1,
            entry.Tenant,
            entry.FunctionId.ToString(),
            entry.InvocationId.ToString(),
            (long)entry.Delay.TotalMilliseconds,
            entry.DueSince ?? RedisValue.EmptyString,
        });

        return Redis.ScriptEvaluateAsync(QueueScripts.Add, Priorities, [keepKnown, .. arguments]).WaitAsync(Patience);
    }

    /// <param name="count">The most to take.</param>
    /// <param name="policy">How turns are given.</param>
    /// <param name="rooms">Functions that are running now; others have room for one turn.</param>
    public async Task<IReadOnlyList<QueueEntry>> TakeAsync(
        int count, TurnPolicy policy, IEnumerable<FunctionRoom> rooms)
    {
        RedisValue[] arguments =
        [
            count,
            policy.PerTurn,
            policy.ByAgeEvery,
            .. rooms.SelectMany(room => new RedisValue[] { room.FunctionId.ToString(), room.Free }),
        ];

        var result = await Redis.ScriptEvaluateAsync(QueueScripts.Take, PrioritiesAndTurns, arguments)
            .WaitAsync(Patience);
        var taken = (RedisValue[]?)result ?? [];

        return
        [
            .. taken.Chunk(5).Select(entry => new QueueEntry(
                (InvocationPriority)((int)entry[0] - 1),
                entry[1].ToString(),
                Guid.Parse(entry[2].ToString(), CultureInfo.InvariantCulture),
                Guid.Parse(entry[3].ToString(), CultureInfo.InvariantCulture),
                TimeSpan.Zero)
            {
                DueSince = (long)entry[4],
            }),
        ];
    }

    /// <summary>False after Redis was wiped, until every queued row has been added again.</summary>
    public Task<bool> IsCompleteAsync() => Redis.KeyExistsAsync(CompleteKey).WaitAsync(Patience);

    public Task MarkCompleteAsync() => Redis.StringSetAsync(CompleteKey, "1").WaitAsync(Patience);
}
