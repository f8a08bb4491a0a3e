using FaaS.Domain.Functions;

namespace FaaS.Infrastructure.Objects;

/// <summary>Code as files <c>ab/abcdef…</c> of one directory, written beside and renamed: none is partial.</summary>
internal sealed class LocalCodeStore(string root) : ICodeStore
{
    private readonly string _root = Path.GetFullPath(root);

    public async Task PutAsync(CodeDigest digest, ReadOnlyMemory<byte> code, CancellationToken cancellationToken)
    {
        var path = PathOf(digest);
        if (File.Exists(path))
        {
            return;
        }

        var directory = Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(directory);
        var temporary = Path.Combine(directory, $".{Guid.CreateVersion7():n}");
        try
        {
            await WriteAsync(temporary, code, cancellationToken);
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    public Task<Stream?> OpenAsync(CodeDigest digest, CancellationToken cancellationToken)
    {
        try
        {
            return Task.FromResult<Stream?>(new FileStream(
                PathOf(digest),
                new FileStreamOptions
                {
                    Access = FileAccess.Read,
                    Share = FileShare.Read | FileShare.Delete,
                    Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
                }));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return Task.FromResult<Stream?>(null);
        }
    }

    public Task DeleteAsync(CodeDigest digest, CancellationToken cancellationToken)
    {
        try
        {
            File.Delete(PathOf(digest));
        }
        catch (DirectoryNotFoundException)
        {
            // Never written, so there is nothing to delete.
        }

        return Task.CompletedTask;
    }

    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(_root);
        var probe = Path.Combine(_root, $".probe-{Guid.CreateVersion7():n}");
        await File.WriteAllBytesAsync(probe, [], cancellationToken);
        File.Delete(probe);
    }

    private static async Task WriteAsync(string path, ReadOnlyMemory<byte> code, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(
            path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: true);
        await file.WriteAsync(code, cancellationToken);
        file.Flush(flushToDisk: true);
    }

    private string PathOf(CodeDigest digest) => Path.Combine(_root, digest.Value[..2], digest.Value);
}
