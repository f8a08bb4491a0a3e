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

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private WorkerDirectory Open() => new(Options.Create(new WorkerOptions { Directory = _root }));
}
