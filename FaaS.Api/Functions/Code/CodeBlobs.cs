using System.Globalization;
using FaaS.Domain.Functions;
using FaaS.Infrastructure.Objects;
using FaaS.Infrastructure.Postgres;
using Microsoft.EntityFrameworkCore;

namespace FaaS.Api.Functions.Code;

/// <summary>
/// Keeps a blob for as long as a version uses it. Whoever publishes holds the digest's lock shared until its commit,
/// whoever removes holds it alone: nobody loses a blob that it is about to use.
/// </summary>
internal sealed class CodeBlobs(ICodeStore store, IDbContextFactory<FaasDbContext> contexts, TimeProvider clock)
{
    // Locks of two numbers are apart from those of one.
    private const int RemovalLock = 0x626c6f62;

    /// <summary>Stores the code, and keeps it there until the transaction of <paramref name="context"/> ends.</summary>
    public async Task HoldAsync(
        FaasDbContext context,
        CodeDigest digest,
        ReadOnlyMemory<byte> code,
        CancellationToken cancellationToken)
    {
        await context.Database.ExecuteSqlAsync(
            $"SELECT pg_advisory_xact_lock_shared({LockOf(digest)})", cancellationToken);
        await store.PutAsync(digest, code, cancellationToken);
    }

    /// <summary>Last before the commit, because it makes others who record the same code wait for it.</summary>
    public Task RecordAsync(FaasDbContext context, CodeDigest digest, int size, CancellationToken cancellationToken)
        => context.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO code_blobs (digest, size, created_at) VALUES ({digest.Value}, {size}, {clock.GetUtcNow()})
             ON CONFLICT DO NOTHING
             """,
            cancellationToken);

    /// <summary>What the end of a process or a failing store has kept from being removed.</summary>
    public async Task<IReadOnlyList<CodeDigest>> FindUnusedAsync(int limit, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var digests = await context.CodeBlobs
            .Where(blob => !context.FunctionVersions.Any(version => version.CodeDigest == blob.Digest))
            .OrderBy(blob => blob.Digest)
            .Select(blob => blob.Digest)
            .Take(limit)
            .ToListAsync(cancellationToken);
        return [.. digests.Select(CodeDigest.Parse)];
    }

    public async Task RemoveIfUnusedAsync(CodeDigest digest, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);

        // One after the other: of two that let go of the last uses at once, the second must see that the first has.
        await context.Database.ExecuteSqlAsync(
            $"SELECT pg_advisory_xact_lock({RemovalLock}, {(int)LockOf(digest)})", cancellationToken);

        // Not alone: somebody is publishing the same code, and comes here as well if that fails.
        var alone = await context.Database
            .SqlQuery<bool>($"""SELECT pg_try_advisory_xact_lock({LockOf(digest)}) AS "Value" """)
            .SingleAsync(cancellationToken);
        if (!alone || await context.FunctionVersions.AnyAsync(
            version => version.CodeDigest == digest.Value, cancellationToken))
        {
            return;
        }

        await context.CodeBlobs.Where(blob => blob.Digest == digest.Value).ExecuteDeleteAsync(cancellationToken);
        await store.DeleteAsync(digest, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static long LockOf(CodeDigest digest)
        => long.Parse(digest.Value.AsSpan(0, 16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
