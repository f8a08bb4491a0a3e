using FaaS.Domain.Functions;
using FaaS.Infrastructure.Objects;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FaaS.Api.Functions;

internal static class CodeDownload
{
    /// <summary>Null when there is no such function.</summary>
    public static async Task<FileStreamHttpResult?> OpenAsync(
        FunctionCatalog catalog,
        ICodeStore store,
        string tenant,
        FunctionKey key,
        CancellationToken cancellationToken)
    {
        Guid? missing = null;
        while (await catalog.FindAsync(tenant, key, cancellationToken) is { } view)
        {
            var spec = view.Function.Spec(view.Version);
            if (spec.VersionId == missing)
            {
                throw new CodeStoreException($"The object store has lost the code of version {missing}.", null);
            }

            missing = spec.VersionId;

            // Null when it was deleted since; then look again.
            if (await store.OpenAsync(spec.CodeDigest, cancellationToken) is { } code)
            {
                return spec.CodeKind == CodeKind.Zip
                    ? TypedResults.Stream(code, "application/zip", $"{spec.Name}-{spec.Version}.zip")
                    : TypedResults.Stream(code, "text/plain; charset=utf-8", Path.GetFileName(spec.Handler.File));
            }
        }

        return null;
    }
}
