using FaaS.Domain.Functions;
using FaaS.Infrastructure.Postgres;
using Microsoft.EntityFrameworkCore;

namespace FaaS.Infrastructure.Functions;

/// <summary>The version that a function's name or id stands for now, from Postgres.</summary>
internal sealed class FunctionLookup(IDbContextFactory<FaasDbContext> contexts)
{
    public async Task<FunctionSpec?> FindAsync(
        string tenant, string reference, CancellationToken cancellationToken)
    {
        var isName = FunctionName.TryParse(reference, out var name);
        if (!Guid.TryParse(reference, out var id) && !isName)
        {
            return null;
        }

        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await context.Functions.AsNoTracking()
            .Where(function => function.Tenant == tenant && (function.Id == id || function.Name == name.Value))
            .OrderByDescending(function => function.Id == id)
            .Select(function => new
            {
                Function = function,
                Version = function.Versions.Single(version => version.Id == function.CurrentVersionId),
            })
            .FirstOrDefaultAsync(cancellationToken);

        return found?.Function.Spec(found.Version);
    }
}
