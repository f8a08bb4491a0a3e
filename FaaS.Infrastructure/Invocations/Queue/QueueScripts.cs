namespace FaaS.Infrastructure.Invocations.Queue;

/// <summary>
/// Three levels, so that tenants take turns, and the functions of each, however long their backlogs are.
/// <c>faas:queue:{priority}</c> holds tenants and <c>faas:queue:{priority}:tenant:{tenant}</c> the ids of a tenant's
/// functions, both by the time of their turn; <c>faas:queue:{priority}:{functionId}</c> holds invocation ids by the
/// time they are due. The clock is that of Redis, so that those of the schedulers need not agree.
/// </summary>
internal static class QueueScripts
{
    /// <summary>
    /// KEYS: the priorities. ARGV: 1 when what is known already keeps its place, (priority, tenant, function,
    /// invocation, ms until due, since when it was due when it was taken or nothing)*.
    /// </summary>
    public const string Add = """
        local time = redis.call('TIME')
        local now = time[1] * 1000 + math.floor(time[2] / 1000)
        local keep = ARGV[1] == '1'
        for i = 2, #ARGV, 6 do
            local tenants, tenant, id = KEYS[tonumber(ARGV[i])], ARGV[i + 1], ARGV[i + 2]
            local since = tonumber(ARGV[i + 5])
            local due = since or now + tonumber(ARGV[i + 4])
            local queue = tenants .. ':' .. id
            local added = keep and redis.call('ZADD', queue, 'NX', due, ARGV[i + 3])
                or redis.call('ZADD', queue, due, ARGV[i + 3])
            -- What was known already, or was taken, must not move its function or its tenant ahead of their turns.
            local mode = added == 1 and not since and 'LT' or 'NX'
            local place = since and now or due
            redis.call('ZADD', tenants .. ':tenant:' .. tenant, mode, place, id)
            redis.call('ZADD', tenants, mode, place, tenant)
        end
        """;

    /// <summary>
    /// The order of <see cref="FaaS.Domain.Queue.FairOrder"/>. KEYS: the priorities, the number of turns taken. ARGV:
    /// how many, how many per turn, each how many-th turn goes by age, (function, room)*; a function that is not listed
    /// has room for one turn. Who has no room keeps its place. Returns (priority, tenant, function, invocation,
    /// since when it was due)*.
    /// </summary>
    public const string Take = """
        local time = redis.call('TIME')
        local now = time[1] * 1000 + math.floor(time[2] / 1000)
        local left, turn, byAge = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
        local turns, served = tonumber(redis.call('GET', KEYS[4]) or '0'), 0
        local room, taken = {}, {}
        for i = 4, #ARGV, 2 do room[ARGV[i]] = tonumber(ARGV[i + 1]) end

        -- Who had a turn in this call stands behind all others by a fraction of a millisecond.
        local ahead, full = {}, {}
        local function first(line)
            local known = ahead[line]
            if not known or not known[known.at] then
                known = redis.call(
                    'ZRANGEBYSCORE', line, '-inf', now + 0.9999, 'WITHSCORES', 'LIMIT', full[line] or 0, 16)
                known.at = 1
                ahead[line] = known
            end
            if known[known.at] then return known[known.at], tonumber(known[known.at + 1]) end
        end
        local function pass(line) ahead[line].at = ahead[line].at + 2 end
        local function skip(line)
            full[line] = (full[line] or 0) + 1
            pass(line)
        end
        local function stand(line, member, members)
            local head = redis.call('ZRANGE', members, 0, 0, 'WITHSCORES')
            if #head == 0 then
                redis.call('ZREM', line, member)
            else
                redis.call('ZADD', line, math.max(now + served / 1024, tonumber(head[2])), member)
            end
            pass(line)
        end

        local function serve(priority, tenant)
            local tenants = KEYS[priority]
            local functions = tenants .. ':tenant:' .. tenant
            local id = first(functions)
            while id and (room[id] or turn) <= 0 do
                skip(functions)
                id = first(functions)
            end
            if not id and full[functions] then return skip(tenants) end
            if not id then return stand(tenants, tenant, functions) end

            local queue, free = tenants .. ':' .. id, room[id] or turn
            local due = redis.call(
                'ZRANGEBYSCORE', queue, '-inf', now, 'WITHSCORES', 'LIMIT', 0, math.min(left, turn, free))
            local invocations = {}
            for i = 1, #due, 2 do
                table.insert(invocations, due[i])
                table.insert(taken, priority)
                table.insert(taken, tenant)
                table.insert(taken, id)
                table.insert(taken, due[i])
                table.insert(taken, due[i + 1])
            end
            if #invocations > 0 then redis.call('ZREM', queue, unpack(invocations)) end
            left, room[id], served = left - #invocations, free - #invocations, served + 1
            stand(functions, id, queue)
            stand(tenants, tenant, functions)
        end

        while left > 0 do
            local chosen, tenant, oldest
            local oldestFirst = (turns + served) % byAge == byAge - 1
            for priority = 1, 3 do
                local candidate, since = first(KEYS[priority])
                if candidate and (not chosen or oldestFirst and since < oldest) then
                    chosen, tenant, oldest = priority, candidate, since
                end
            end
            if not chosen then break end
            serve(chosen, tenant)
        end

        if served > 0 then redis.call('INCRBY', KEYS[4], served) end
        return taken
        """;
}
