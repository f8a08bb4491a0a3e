using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Invocations;
using FaaS.Infrastructure.Postgres;
using Microsoft.EntityFrameworkCore;

namespace FaaS.Api.Invocations.Checkpoints;

internal sealed class CheckpointReader(IDbContextFactory<FaasDbContext> contexts, CheckpointTable table)
{
    public const string Bytes = "application/octet-stream";

    public async Task<List<CheckpointDocument>> ListAsync(Guid invocationId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Checkpoints.AsNoTracking()
            .Where(checkpoint => checkpoint.InvocationId == invocationId)
            .OrderBy(checkpoint => checkpoint.Name)
            .Select(checkpoint => new CheckpointDocument(
                checkpoint.Name, checkpoint.Size, checkpoint.ContentType ?? Bytes, checkpoint.SavedAt))
            .ToListAsync(cancellationToken);
    }

    public Task<Checkpoint?> FindAsync(Guid invocationId, CheckpointName name, CancellationToken cancellationToken)
        => table.FindAsync(invocationId, name, cancellationToken);
}
