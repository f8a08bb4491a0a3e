namespace FaaS.Infrastructure.Invocations.Queue;

/// <summary>
/// Two levels, so that functions take turns however long their backlogs are.
/// <c>faas:queue:{priority}</c> holds function ids by the time of their turn;
/// <c>faas:queue:{priority}:{functionId}</c> holds invocation ids by the time they are due.
/// The clock is that of Redis, so that those of the schedulers need not agree.
/// </summary>
internal static class QueueScripts
{
    /// <summary>
    /// KEYS: the priorities. ARGV: 1 when what is known already keeps its place, (priority, function, invocation, ms
    /// until due)*.
    /// </summary>
    public const string Add = """
        local time = redis.call('TIME')
        local now = time[1] * 1000 + math.floor(time[2] / 1000)
        local keep = ARGV[1] == '1'
        for i = 2, #ARGV, 4 do
            local functions = KEYS[tonumber(ARGV[i])]
            local due = now + tonumber(ARGV[i + 3])
            local queue = functions .. ':' .. ARGV[i + 1]
            local added = keep and redis.call('ZADD', queue, 'NX', due, ARGV[i + 2])
                or redis.call('ZADD', queue, due, ARGV[i + 2])
            -- What was known already must not move its function ahead of its turn.
            redis.call('ZADD', functions, added == 1 and 'LT' or 'NX', due, ARGV[i + 1])
        end
        """;

    /// <summary>
    /// KEYS: the priorities. ARGV: how many, how many per turn, (function, room)*; a function that is not listed has
    /// room for one turn. Functions without room keep their place. Returns (priority, function, invocation)*.
    /// </summary>
    public const string Take = """
        local time = redis.call('TIME')
        local now = time[1] * 1000 + math.floor(time[2] / 1000)
        local left, turn = tonumber(ARGV[1]), tonumber(ARGV[2])
        local room = {}
        for i = 3, #ARGV, 2 do room[ARGV[i]] = tonumber(ARGV[i + 1]) end

        local taken = {}
        local function visit(priority, id)
            local queue = KEYS[priority] .. ':' .. id
            local free = room[id] or turn
            local want = math.min(left, turn, free)
            if want <= 0 then return false end

            local due = redis.call('ZRANGEBYSCORE', queue, '-inf', now, 'LIMIT', 0, want)
            if #due > 0 then redis.call('ZREM', queue, unpack(due)) end
            for _, invocation in ipairs(due) do
                table.insert(taken, priority)
                table.insert(taken, id)
                table.insert(taken, invocation)
            end

            left = left - #due
            room[id] = free - #due
            local head = redis.call('ZRANGE', queue, 0, 0, 'WITHSCORES')
            if #head == 0 then
                redis.call('ZREM', KEYS[priority], id)
            else
                redis.call('ZADD', KEYS[priority], math.max(now, tonumber(head[2])), id)
            end
            return true
        end

        for priority = 1, #KEYS do
            local full = 0
            while left > 0 do
                local functions = redis.call('ZRANGEBYSCORE', KEYS[priority], '-inf', now, 'LIMIT', full, 64)
                if #functions == 0 then break end
                for _, id in ipairs(functions) do
                    if not visit(priority, id) then full = full + 1 end
                end
            end
        end

        return taken
        """;
}
