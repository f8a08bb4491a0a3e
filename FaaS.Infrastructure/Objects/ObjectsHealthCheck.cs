using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FaaS.Infrastructure.Objects;

internal sealed class ObjectsHealthCheck(ICodeStore store) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken)
    {
        try
        {
            await store.CheckAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
#pragma warning disable CA1031 // Whatever an object store throws, the answer to "can it be used" is no.
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            return new(context.Registration.FailureStatus, "The object store does not answer.", exception);
        }
    }
}
