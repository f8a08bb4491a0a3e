using FaaS.Domain.Functions;
using FaaS.Infrastructure.Objects;

namespace FaaS.Tests.Infrastructure.Objects;

public sealed class LocalCodeStoreTests : CodeStoreContract
{
    private readonly string _directory = Directory.CreateTempSubdirectory("faas-test-objects-").FullName;

    [Fact]
    public async Task Nothing_but_code_stays_in_the_directory()
    {
        var store = new LocalCodeStore(_directory);
        var digest = CodeDigest.Of("code"u8);

        await store.PutAsync(digest, "code"u8.ToArray(), TestContext.Current.CancellationToken);
        await store.CheckAsync(TestContext.Current.CancellationToken);

        var files = Directory.EnumerateFiles(_directory, "*", SearchOption.AllDirectories);
        Assert.Equal([digest.Value], files.Select(Path.GetFileName));
    }

    [Fact]
    public async Task Store_that_cannot_be_written_is_not_healthy()
    {
        var file = Path.Combine(_directory, "file");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);
        var store = new LocalCodeStore(Path.Combine(file, "below"));

        await Assert.ThrowsAnyAsync<IOException>(() => store.CheckAsync(TestContext.Current.CancellationToken));
    }

    public override ValueTask DisposeAsync()
    {
        Directory.Delete(_directory, recursive: true);
        return ValueTask.CompletedTask;
    }

    private protected override Task<ICodeStore> OpenStoreAsync()
        => Task.FromResult<ICodeStore>(new LocalCodeStore(_directory));
}
