using FaaS.Domain.Functions;

namespace FaaS.Infrastructure.Objects;

/// <summary>Says of whatever a store throws that it was the object store: its users need not know more.</summary>
internal sealed class NamedFaultsCodeStore(ICodeStore store) : ICodeStore
{
    public ICodeStore Store => store;

    public Task PutAsync(CodeDigest digest, ReadOnlyMemory<byte> code, CancellationToken cancellationToken)
        => AttemptAsync(() => store.PutAsync(digest, code, cancellationToken), cancellationToken);

    public async Task<Stream?> OpenAsync(CodeDigest digest, CancellationToken cancellationToken)
    {
        Stream? code = null;
        await AttemptAsync(async () => code = await store.OpenAsync(digest, cancellationToken), cancellationToken);
        return code;
    }

    public Task DeleteAsync(CodeDigest digest, CancellationToken cancellationToken)
        => AttemptAsync(() => store.DeleteAsync(digest, cancellationToken), cancellationToken);

    public Task CheckAsync(CancellationToken cancellationToken) => store.CheckAsync(cancellationToken);

    private static async Task AttemptAsync(Func<Task> attempt, CancellationToken cancellationToken)
    {
        try
        {
            await attempt();
        }
#pragma warning disable CA1031 // Files, HTTP and the SDK of S3 have nothing in common but that they fail.
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            throw new CodeStoreException("The object store cannot be used.", exception);
        }
    }
}
