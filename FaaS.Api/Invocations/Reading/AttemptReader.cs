using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Postgres;
using FaaS.Infrastructure.Postgres.Invocations;
using Microsoft.EntityFrameworkCore;

namespace FaaS.Api.Invocations.Reading;

/// <summary>All executions of an invocation, the first one first.</summary>
internal sealed class AttemptReader(IDbContextFactory<FaasDbContext> contexts)
{
    // Of more, the newest.
    private const int MaxShown = 1000;

    public async Task<IReadOnlyList<AttemptDocument>> ReadAsync(
        InvocationRow invocation, CancellationToken cancellationToken)
    {
        List<InvocationAttemptRow> earlier = [];
        if (invocation.Mode == InvocationMode.Async)
        {
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);
            earlier = await context.InvocationAttempts.AsNoTracking()
                .Where(attempt => attempt.InvocationId == invocation.Id)
                .OrderByDescending(attempt => attempt.LeaseEpoch)
                .Take(MaxShown)
                .ToListAsync(cancellationToken);
            earlier.Reverse();
        }

        // It may have gone from the one place to the other between the two reads.
        var isRemembered = earlier is [.., var last] && last.LeaseEpoch >= invocation.LeaseEpoch;
        IEnumerable<AttemptDocument> own = invocation.StartedAt is null || isRemembered
            ? []
            : [AttemptDocument.Of(invocation)];
        return [.. earlier.Select(AttemptDocument.Of), .. own];
    }
}
