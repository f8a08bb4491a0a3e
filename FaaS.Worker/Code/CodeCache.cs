using System.Security.Cryptography;
using FaaS.Domain.Functions;
using Microsoft.Extensions.Options;

namespace FaaS.Worker.Code;

/// <summary>The code of functions by its digest: fetched once, checked, unpacked, and kept read-only.</summary>
internal sealed class CodeCache(DiskCache cache, IOptions<CodeOptions> options)
{
    private const UnixFileMode ReadableByAll =
        UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <exception cref="CodeException">The code cannot be had, or is not what it should be.</exception>
    public Task<CodeTree> GetAsync(
        CodeDigest digest, CodeKind kind, ICodeSource source, CancellationToken cancellationToken)
        => cache.GetAsync(
            $"{(kind is CodeKind.Zip ? "zip" : "source")}-{digest.Value}",
            (tree, token) => FetchAsync(digest, kind, source, tree, token),
            cancellationToken);

    private async Task FetchAsync(
        CodeDigest digest, CodeKind kind, ICodeSource source, string tree, CancellationToken cancellationToken)
    {
        var path = Path.Combine(tree, "source");
        await using var file = new FileStream(
            path,
            new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.ReadWrite,
                Options = FileOptions.Asynchronous,
                UnixCreateMode = ReadableByAll,
            });
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.Value.FetchTimeout);
        try
        {
            await source.FetchAsync(digest, file, limit.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CodeException("The dispatcher did not send the code in time.", exception);
        }

        file.Position = 0;
        if (Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken)) != digest.Value)
        {
            throw new CodeException($"What came for the code {digest} is something else.");
        }

        if (kind is CodeKind.Zip)
        {
            file.Position = 0;
            File.Delete(path);
            ZipExtraction.Extract(file, tree);
        }
    }
}
