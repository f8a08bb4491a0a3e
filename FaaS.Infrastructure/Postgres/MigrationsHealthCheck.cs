using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace FaaS.Infrastructure.Postgres;

/// <summary>A replica never migrates by itself; until somebody has, it is not ready.</summary>
internal sealed class MigrationsHealthCheck(IDbContextFactory<FaasDbContext> contexts) : IHealthCheck
{
    // What was applied stays applied, so the question is asked until the answer is yes.
    private volatile bool _applied;

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken)
    {
        if (_applied)
        {
            return HealthCheckResult.Healthy();
        }

        try
        {
            await using var database = await contexts.CreateDbContextAsync(cancellationToken);
            var pending = (await database.Database.GetPendingMigrationsAsync(cancellationToken)).ToList();
            _applied = pending.Count == 0;
            return _applied
                ? HealthCheckResult.Healthy()
                : new(
                    context.Registration.FailureStatus,
                    $"{pending.Count} migrations are pending, run `FaaS.Api migrate`: {string.Join(", ", pending)}.");
        }
        catch (NpgsqlException exception)
        {
            return new(context.Registration.FailureStatus, "Postgres does not answer.", exception);
        }
    }
}
