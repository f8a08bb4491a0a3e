extern alias worker;

using Microsoft.Extensions.Options;
using worker::FaaS.Worker;
using worker::FaaS.Worker.Code;

namespace FaaS.Tests.Worker.Code;

public sealed class DiskCacheTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("faas-cache-").FullName;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task However_many_ask_a_tree_is_made_once()
    {
        using var directory = Open();
        var cache = NewCache(directory);
        var made = 0;
        var gate = new TaskCompletionSource();

        var asked = Enumerable.Range(0, 5).Select(_ => cache.GetAsync(
            "key",
            async (tree, token) =>
            {
                Interlocked.Increment(ref made);
                await gate.Task;
                await File.WriteAllTextAsync(Path.Combine(tree, "file"), "content", token);
            },
            Cancelled)).ToArray();
        gate.SetResult();
        var trees = await Task.WhenAll(asked);

        Assert.Equal(1, made);
        Assert.All(trees, tree => Assert.Equal("content", File.ReadAllText(Path.Combine(tree.Path, "file"))));
    }

    [Fact]
    public async Task Another_one_tries_again_after_a_failure()
    {
        using var directory = Open();
        var cache = NewCache(directory);
        var gate = new TaskCompletionSource();
        var failing = cache.GetAsync("key", (_, _) => gate.Task, Cancelled);
        var next = cache.GetAsync("key", WriteAsync(10), Cancelled);

        gate.SetException(new CodeException("gone"));

        await Assert.ThrowsAsync<CodeException>(() => failing);
        using var tree = await next;
        Assert.Single(Directory.GetFiles(tree.Path));
    }

    [Fact]
    public async Task The_tree_used_longest_ago_goes_but_never_one_in_use()
    {
        using var directory = Open();
        var cache = NewCache(directory);
        var pinned = await cache.GetAsync("a", WriteAsync(30 << 20), Cancelled);
        (await cache.GetAsync("b", WriteAsync(30 << 20), Cancelled)).Dispose();
        (await cache.GetAsync("c", WriteAsync(30 << 20), Cancelled)).Dispose();

        Assert.True(Directory.Exists(pinned.Path));
        Assert.False(Directory.Exists(pinned.Path.Replace("/a/", "/b/", StringComparison.Ordinal)));
        Assert.True(Directory.Exists(pinned.Path.Replace("/a/", "/c/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_was_in_use_goes_when_it_no_longer_is()
    {
        using var directory = Open();
        var cache = NewCache(directory);
        var (a, b, c) = (
            await cache.GetAsync("a", WriteAsync(30 << 20), Cancelled),
            await cache.GetAsync("b", WriteAsync(30 << 20), Cancelled),
            await cache.GetAsync("c", WriteAsync(30 << 20), Cancelled));
        Assert.All([a, b, c], tree => Assert.True(Directory.Exists(tree.Path)));

        b.Dispose();
        a.Dispose();

        Assert.False(Directory.Exists(b.Path));
        Assert.True(Directory.Exists(a.Path));
        c.Dispose();
    }

    [Fact]
    public async Task A_tiny_file_counts_as_what_it_takes_of_the_disk()
    {
        using var directory = Open();
        var cache = NewCache(directory);
        (await cache.GetAsync("a", WriteManyAsync, Cancelled)).Dispose();
        (await cache.GetAsync("b", WriteManyAsync, Cancelled)).Dispose();

        var kept = Assert.Single(Directory.GetDirectories(Path.Combine(directory.Path, "code")));
        Assert.Equal("b", Path.GetFileName(kept));

        static async Task WriteManyAsync(string tree, CancellationToken token)
        {
            for (var i = 0; i < 10_000; i++)
            {
                await File.WriteAllTextAsync(Path.Combine(tree, $"{i}"), "x", token);
            }
        }
    }

    [Fact]
    public async Task A_bound_that_was_lowered_drops_what_an_earlier_life_used_longest_ago()
    {
        using (var directory = Open())
        {
            var cache = NewCache(directory, cacheMb: 256);
            foreach (var key in (string[])["a", "b", "c", "a"])
            {
                (await cache.GetAsync(key, WriteAsync(30 << 20), Cancelled)).Dispose();
            }
        }

        using var again = Open();
        NewCache(again);

        Assert.Equal(
            ["a", "c"],
            Directory.GetDirectories(Path.Combine(again.Path, "code")).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task What_is_complete_survives_a_restart_and_nothing_else_does()
    {
        string path;
        using (var directory = Open())
        {
            using var tree = await NewCache(directory).GetAsync("key", WriteAsync(10), Cancelled);
            path = tree.Path;
            Directory.CreateDirectory(Path.Combine(directory.Path, "code", "unfinished-x", "tree"));
        }

        using var again = Open();
        using var found = await NewCache(again).GetAsync(
            "key", (_, _) => throw new InvalidOperationException("made again"), Cancelled);

        Assert.Equal(path, found.Path);
        Assert.Single(Directory.GetDirectories(Path.Combine(again.Path, "code")));
    }

    [Fact]
    public async Task A_link_outlives_its_tree()
    {
        using var directory = Open();
        var target = Path.Combine(_root, "linked");
        using (var tree = await NewCache(directory).GetAsync("key", WriteAsync(10), Cancelled))
        {
            tree.LinkSingle(_root, "linked");
            Directory.Delete(tree.Path, recursive: true);
        }

        Assert.Equal(10, new FileInfo(target).Length);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private static Func<string, CancellationToken, Task> WriteAsync(int bytes)
        => (tree, token) => File.WriteAllBytesAsync(Path.Combine(tree, "file"), new byte[bytes], token);

    private static DiskCache NewCache(WorkerDirectory directory, int cacheMb = 64)
        => new(directory, Options.Create(new CodeOptions { CacheMb = cacheMb }), TimeProvider.System);

    private WorkerDirectory Open() => new(Options.Create(new WorkerOptions { Directory = _root }));
}
