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
        var isId = Guid.TryParseExact(reference, "D", out var id);
        if (!FunctionName.TryParse(reference, out var name) && !isId)
        {
            return null;
        }

        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await context.Functions.AsNoTracking()
            .Where(function => function.Tenant == tenant)
            .Where(isId ? function => function.Id == id : function => function.Name == name.Value)
            .Select(function => new
            {
                Function = function,
                Version = function.Versions.Single(version => version.Id == function.CurrentVersionId),
            })
            .SingleOrDefaultAsync(cancellationToken);

        return found?.Function.Spec(found.Version);
    }
}
