using System.Collections.Concurrent;
using FaaS.Domain.Functions;
using FaaS.Infrastructure.Postgres;
using Microsoft.EntityFrameworkCore;

namespace FaaS.Scheduler.Dispatch;

/// <summary>
/// Versions by id. They never change but can be deleted, so an entry is looked up again after some seconds.
/// </summary>
internal sealed class VersionCache(IDbContextFactory<FaasDbContext> contexts, TimeProvider timeProvider)
{
    private const int MaxEntries = 10_000;

    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<Guid, Entry> _entries = new();

    /// <summary>Those of <paramref name="ids"/> that exist.</summary>
    public async Task<IReadOnlyDictionary<Guid, FunctionSpec>> FindAsync(
        IEnumerable<Guid> ids, CancellationToken cancellationToken)
    {
        var found = new Dictionary<Guid, FunctionSpec>();
        var missing = new List<Guid>();
        foreach (var id in ids.Distinct())
        {
            if (_entries.TryGetValue(id, out var entry) && timeProvider.GetElapsedTime(entry.LoadedAt) < Lifetime)
            {
                found[id] = entry.Function;
            }
            else
            {
                missing.Add(id);
            }
        }

        if (missing.Count > 0)
        {
            await LoadAsync(missing, found, cancellationToken);
        }

        return found;
    }

    private async Task LoadAsync(
        List<Guid> ids, Dictionary<Guid, FunctionSpec> found, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var loaded = await context.FunctionVersions.AsNoTracking()
            .Where(version => ids.Contains(version.Id))
            .Join(
                context.Functions.AsNoTracking(),
                version => version.FunctionId,
                function => function.Id,
                (version, function) => new { Function = function, Version = version })
            .ToListAsync(cancellationToken);

        if (_entries.Count > MaxEntries)
        {
            _entries.Clear();
        }

        foreach (var pair in loaded)
        {
            var function = pair.Function.Spec(pair.Version);
            found[function.VersionId] = function;
            _entries[function.VersionId] = new(function, timeProvider.GetTimestamp());
        }
    }

    private sealed record Entry(FunctionSpec Function, long LoadedAt);
}
