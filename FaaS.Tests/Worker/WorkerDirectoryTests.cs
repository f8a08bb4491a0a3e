extern alias worker;

using Microsoft.Extensions.Options;
using worker::FaaS.Worker;

namespace FaaS.Tests.Worker;

public sealed class WorkerDirectoryTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("faas-worker-").FullName;

    [Fact]
    public void Workers_that_are_given_the_same_directory_take_turns_and_keep_their_names()
    {
        string first;
        using (var one = Open())
        {
            using var other = Open();
            first = one.WorkerId;
            Assert.NotEqual(one.Path, other.Path);
            Assert.NotEqual(one.WorkerId, other.WorkerId);
        }

        using var again = Open();
        Assert.Equal(first, again.WorkerId);
    }

    [Fact]
    public void Replicas_that_are_given_the_same_name_do_not_share_it()
    {
        using var one = Open("w");
        using var other = Open("w");

        Assert.Equal(("w", "w-2"), (one.WorkerId, other.WorkerId));
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private WorkerDirectory Open(string? id = null)
        => new(Options.Create(new WorkerOptions { Directory = _root, Id = id }));
}
