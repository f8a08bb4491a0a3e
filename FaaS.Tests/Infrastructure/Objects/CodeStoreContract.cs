using System.Security.Cryptography;
using FaaS.Domain.Functions;
using FaaS.Infrastructure.Objects;

namespace FaaS.Tests.Infrastructure.Objects;

/// <summary>What every code store promises.</summary>
public abstract class CodeStoreContract : IAsyncLifetime
{
    private ICodeStore? _store;

    private ICodeStore Store => _store!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _store = await OpenStoreAsync();

    [Fact]
    public async Task What_was_put_is_read()
    {
        var code = RandomNumberGenerator.GetBytes(300_000);
        var digest = CodeDigest.Of(code);

        await Store.PutAsync(digest, code, Cancellation);

        Assert.Equal(code, await ReadAsync(digest));
    }

    [Fact]
    public async Task Part_of_an_array_is_stored_as_that_part()
    {
        var code = RandomNumberGenerator.GetBytes(64).AsMemory(8, 16);
        var digest = CodeDigest.Of(code.Span);

        await Store.PutAsync(digest, code, Cancellation);

        Assert.Equal(code.ToArray(), await ReadAsync(digest));
    }

    [Fact]
    public async Task Putting_again_changes_nothing()
    {
        var code = RandomNumberGenerator.GetBytes(1000);
        var digest = CodeDigest.Of(code);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Store.PutAsync(digest, code, Cancellation)));
        await Store.PutAsync(digest, code, Cancellation);

        Assert.Equal(code, await ReadAsync(digest));
    }

    [Fact]
    public async Task What_is_not_there_is_null()
        => Assert.Null(await Store.OpenAsync(CodeDigest.Of("absent"u8), Cancellation));

    [Fact]
    public async Task Deleted_code_is_gone_and_may_be_deleted_again_and_put_again()
    {
        var code = RandomNumberGenerator.GetBytes(1000);
        var digest = CodeDigest.Of(code);
        await Store.PutAsync(digest, code, Cancellation);

        await Store.DeleteAsync(digest, Cancellation);
        await Store.DeleteAsync(digest, Cancellation);
        Assert.Null(await Store.OpenAsync(digest, Cancellation));

        await Store.PutAsync(digest, code, Cancellation);
        Assert.Equal(code, await ReadAsync(digest));
    }

    [Fact]
    public async Task Reader_keeps_what_is_deleted_while_it_reads()
    {
        var code = RandomNumberGenerator.GetBytes(1000);
        var digest = CodeDigest.Of(code);
        await Store.PutAsync(digest, code, Cancellation);

        await using var stream = await Store.OpenAsync(digest, Cancellation);
        await Store.DeleteAsync(digest, Cancellation);

        using var read = new MemoryStream();
        await stream!.CopyToAsync(read, Cancellation);
        Assert.Equal(code, read.ToArray());
    }

    [Fact]
    public Task Store_that_can_be_used_is_healthy() => Store.CheckAsync(Cancellation);

    public abstract ValueTask DisposeAsync();

    private protected abstract Task<ICodeStore> OpenStoreAsync();

    private async Task<byte[]> ReadAsync(CodeDigest digest)
    {
        await using var stream = await Store.OpenAsync(digest, Cancellation);
        Assert.NotNull(stream);
        using var read = new MemoryStream();
        await stream.CopyToAsync(read, Cancellation);
        return read.ToArray();
    }
}
