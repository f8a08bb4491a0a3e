using FaaS.Domain.Functions;
using FaaS.Infrastructure.Postgres;
using FaaS.Infrastructure.Postgres.Functions;
using Microsoft.EntityFrameworkCore;

namespace FaaS.Api.Functions;

/// <summary>Reads functions as Postgres has them at this moment.</summary>
internal sealed class FunctionCatalog(IDbContextFactory<FaasDbContext> contexts)
{
    public async Task<FunctionView?> FindAsync(string tenant, FunctionKey key, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await Views(context, context.Functions.Where(key.In(tenant)), runtime: null)
            .SingleOrDefaultAsync(cancellationToken);
    }

    /// <param name="after">The name that the last page ended with.</param>
    public async Task<IReadOnlyList<FunctionView>> ListAsync(
        string tenant,
        string prefix,
        Runtime? runtime,
        string after,
        int limit,
        CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var functions = context.Functions
            .Where(function => function.Tenant == tenant
                && function.Name.StartsWith(prefix)
                && function.Name.CompareTo(after) > 0);

        return await Views(context, functions, runtime).Take(limit).ToListAsync(cancellationToken);
    }

    private static IQueryable<FunctionView> Views(
        FaasDbContext context,
        IQueryable<FunctionRow> functions,
        Runtime? runtime)
        => from function in functions.AsNoTracking()
           join version in context.FunctionVersions on function.CurrentVersionId equals version.Id
           where runtime == null || version.Runtime == runtime
           orderby function.Name
           select new FunctionView(
               function,
               version,
               function.Versions.OrderBy(other => other.Id).Select(other => other.Version).ToList());
}
