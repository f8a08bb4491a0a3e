using FaaS.Api.Functions.Code;
using FaaS.Domain.Functions;
using FaaS.Infrastructure.Functions;
using FaaS.Infrastructure.Postgres;
using FaaS.Infrastructure.Postgres.Functions;
using Microsoft.EntityFrameworkCore;

namespace FaaS.Api.Functions;

/// <summary>Writes functions. A draft that fails, for whatever reason, leaves nothing behind.</summary>
internal sealed partial class FunctionRegistry(
    IDbContextFactory<FaasDbContext> contexts,
    CodeBlobs blobs,
    IFunctionVerifier verifier,
    ILogger<FunctionRegistry> logger)
{
    /// <param name="draft">Its code has been inspected.</param>
    /// <param name="isNew">Whether to make the function when it is not there.</param>
    public async Task<PublishResult> PublishAsync(FunctionDraft draft, bool isNew, CancellationToken cancellationToken)
    {
        PublishResult? result = null;
        try
        {
            return result = await TryPublishAsync(draft, isNew, cancellationToken);
        }
        finally
        {
            if (result is not PublishResult.Published)
            {
                await RemoveIfUnusedAsync(draft.Digest);
            }
        }
    }

    /// <summary>Null when there is no such function.</summary>
    public async Task<FunctionRow?> DeleteAsync(string tenant, FunctionKey key, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var id = await context.Functions.Where(key.In(tenant)).Select(function => (Guid?)function.Id)
            .SingleOrDefaultAsync(cancellationToken);
        if (await LockAsync(context, id, cancellationToken) is not { } function)
        {
            return null;
        }

        var digests = await context.FunctionVersions.Where(version => version.FunctionId == function.Id)
            .Select(version => version.CodeDigest)
            .Distinct()
            .ToListAsync(cancellationToken);
        await context.Schedules.Where(schedule => schedule.FunctionId == function.Id)
            .ExecuteDeleteAsync(cancellationToken);
        await context.Functions.Where(row => row.Id == function.Id).ExecuteDeleteAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);

        foreach (var digest in digests)
        {
            await RemoveIfUnusedAsync(CodeDigest.Parse(digest));
        }

        return function;
    }

    /// <summary>What is kept too long does no harm; what has been answered to the caller stays true.</summary>
    private async Task RemoveIfUnusedAsync(CodeDigest digest)
    {
        try
        {
            // Not the caller's token: it may be why we are here.
            await blobs.RemoveIfUnusedAsync(digest, CancellationToken.None);
        }
#pragma warning disable CA1031 // Whichever of the two stores fails, and however: the outcome is decided already.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.NotRemoved(logger, exception, digest);
        }
    }

    private async Task<PublishResult> TryPublishAsync(
        FunctionDraft draft,
        bool isNew,
        CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await blobs.HoldAsync(context, draft.Digest, draft.Code, cancellationToken);

        switch (await verifier.VerifyAsync(draft.Spec, cancellationToken))
        {
            case VerificationResult.Failed(var failure):
                return new PublishResult.CodeFailed(failure);
            case VerificationResult.Verified:
                draft.Version.MarkVerified();
                break;
        }

        if (await LockOrCreateAsync(context, draft, isNew, cancellationToken) is not { } function)
        {
            return new PublishResult.NoSuchFunction();
        }

        var versions = await context.FunctionVersions.Where(version => version.FunctionId == function.Id)
            .OrderBy(version => version.Id)
            .Select(version => version.Version)
            .ToListAsync(cancellationToken);
        if (versions.Contains(draft.Version.Version))
        {
            return new PublishResult.VersionExists(draft.Version.Version);
        }

        await blobs.RecordAsync(context, draft.Digest, draft.Code.Length, cancellationToken);
        function.Publish(draft.Version);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new PublishResult.Published(new(function, draft.Version, [.. versions, draft.Version.Version]));
    }

    private static async Task<FunctionRow?> LockOrCreateAsync(
        FaasDbContext context,
        FunctionDraft draft,
        bool isNew,
        CancellationToken cancellationToken)
    {
        var row = draft.Function;
        if (!isNew)
        {
            return await LockAsync(context, row.Id, cancellationToken);
        }

        while (true)
        {
            await context.Database.ExecuteSqlAsync(
                $"""
                 INSERT INTO functions (id, tenant, name, current_version_id, created_at, updated_at)
                 VALUES ({row.Id}, {row.Tenant}, {row.Name}, {draft.Version.Id}, {row.CreatedAt}, {row.CreatedAt})
                 ON CONFLICT DO NOTHING
                 """,
                cancellationToken);
            var id = await context.Functions
                .Where(function => function.Tenant == row.Tenant && function.Name == row.Name)
                .Select(function => (Guid?)function.Id)
                .SingleOrDefaultAsync(cancellationToken);
            if (await LockAsync(context, id, cancellationToken) is { } function)
            {
                return function;
            }
        }
    }

    /// <summary>Null when it is gone by the time that nobody else holds it.</summary>
    private static async Task<FunctionRow?> LockAsync(
        FaasDbContext context,
        Guid? id,
        CancellationToken cancellationToken)
    {
        var locked = await context.Functions
            .FromSql($"SELECT * FROM functions WHERE id = {id} FOR UPDATE")
            .ToListAsync(cancellationToken);
        return locked.SingleOrDefault();
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Code {Digest} may be unused now and could not be removed.")]
        public static partial void NotRemoved(ILogger logger, Exception exception, CodeDigest digest);
    }
}
