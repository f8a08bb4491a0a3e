using FaaS.Api.Functions.Code;
using FaaS.Domain.Functions;
using FaaS.Infrastructure.Functions;
using FaaS.Infrastructure.Objects;
using FaaS.Infrastructure.Postgres.Functions;

namespace FaaS.Api.Functions;

/// <summary>Makes a version of a request: checks its code, has a worker load it, then shows it to everybody.</summary>
internal sealed class FunctionPublisher(
    FunctionCatalog catalog,
    FunctionRegistry registry,
    ICodeStore codeStore,
    FunctionChanges changes,
    TimeProvider clock)
{
    /// <param name="request">Valid, with a name and code.</param>
    public async Task<PublishResult> CreateAsync(
        string tenant,
        FunctionRequest request,
        CancellationToken cancellationToken)
    {
        var now = Now();
        var existing = await catalog.FindAsync(tenant, FunctionKey.Of(request.Name!), cancellationToken);
        var function = existing?.Function ?? new()
        {
            Id = Guid.CreateVersion7(now),
            Tenant = tenant,
            Name = request.Name!,
            CreatedAt = now,
        };
        var version = request.Version ?? FunctionVersion.First;

        return existing?.Versions.Contains(version) == true
            ? new PublishResult.VersionExists(version)
            : await PublishAsync(
                request, function, existing?.Version, version, request.Code!, now, isNew: true, cancellationToken);
    }

    /// <param name="request">Valid, with the function's name or none.</param>
    public async Task<PublishResult> ReplaceAsync(
        string tenant,
        FunctionKey key,
        FunctionRequest request,
        CancellationToken cancellationToken)
    {
        Guid? missing = null;
        while (await catalog.FindAsync(tenant, key, cancellationToken) is { } current)
        {
            if (current.Version.Id == missing)
            {
                throw new CodeStoreException($"The object store has lost the code of version {missing}.", null);
            }

            var version = request.Version ?? FunctionVersion.After(current.Version.Version, current.Versions);
            if (current.Versions.Contains(version))
            {
                return new PublishResult.VersionExists(version);
            }

            if ((request.Code ?? await ReadCodeAsync(current.Version, cancellationToken)) is not { } code)
            {
                // Deleted between the two reads; then look again.
                missing = current.Version.Id;
                continue;
            }

            var result = await PublishAsync(
                request, current.Function, current.Version, version, code, Now(), isNew: false, cancellationToken);
            if (request.Version is not null || result is not PublishResult.VersionExists)
            {
                return result;
            }
        }

        return new PublishResult.NoSuchFunction();
    }

    private async Task<PublishResult> PublishAsync(
        FunctionRequest request,
        FunctionRow function,
        FunctionVersionRow? current,
        string version,
        byte[] code,
        DateTimeOffset now,
        bool isNew,
        CancellationToken cancellationToken)
    {
        var draft = FunctionDraft.Of(request, function, current, version, code, now);
        if (draft.MissingSecret is { } field)
        {
            return new PublishResult.SecretMissing(field);
        }

        var spec = draft.Spec;
        if (CodeInspection.Inspect(code, spec.Runtime, spec.Handler, cancellationToken) is { } problem)
        {
            return new PublishResult.CodeRefused(problem);
        }

        var result = await registry.PublishAsync(draft, isNew, cancellationToken);
        if (result is PublishResult.Published(var view))
        {
            await changes.PublishAsync(new(view.Function.Tenant, view.Function.Name, view.Function.Id));
        }

        return result;
    }

    private async Task<byte[]?> ReadCodeAsync(FunctionVersionRow version, CancellationToken cancellationToken)
    {
        await using var stored = await codeStore.OpenAsync(CodeDigest.Parse(version.CodeDigest), cancellationToken);
        if (stored is null)
        {
            return null;
        }

        using var code = new MemoryStream(version.CodeSize);
        await stored.CopyToAsync(code, cancellationToken);
        return code.ToArray();
    }

    // To the microsecond, which is what Postgres keeps, so that the answer is what later reads show.
    private DateTimeOffset Now()
    {
        var now = clock.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
