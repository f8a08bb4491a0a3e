extern alias benchmarks;

using System.Diagnostics;
using benchmarks::FaaS.Benchmarks.Platform;

namespace FaaS.Tests.Benchmarks;

public sealed class ProcessFiguresTests
{
    private const int Nobody = int.MaxValue;

    private static readonly int Ourselves = Environment.ProcessId;

    [Fact]
    public void Memory_is_in_megabytes()
    {
        var actual = Environment.WorkingSet / (1024.0 * 1024);

        Assert.InRange(ProcessFigures.WorkingSetMb(Ourselves), actual / 2, actual * 2);
        Assert.InRange(ProcessFigures.ProportionalMb(Ourselves), 1, actual * 2);
    }

    [Fact]
    public void Sockets_are_open_files()
        => Assert.InRange(ProcessFigures.Sockets(Ourselves), 0, ProcessFigures.OpenFiles(Ourselves));

    [Fact]
    public void What_a_process_was_started_with_can_be_read()
        => Assert.Equal(
            Environment.GetEnvironmentVariable("PATH"), ProcessFigures.EnvironmentOf(Ourselves, "PATH"));

    [Fact]
    public void A_child_is_among_the_descendants()
    {
        using var child = Process.Start("sleep", "60");
        try
        {
            Assert.Contains(child.Id, ProcessTable.Read().WithDescendants(Ourselves));
        }
        finally
        {
            child.Kill();
        }
    }

    [Fact]
    public void A_process_that_has_ended_has_nothing()
    {
        Assert.Equal(("", ""), (ProcessFigures.Name(Nobody), ProcessFigures.CommandLine(Nobody)));
        Assert.Equal((0, 0), (ProcessFigures.WorkingSetMb(Nobody), ProcessFigures.ProportionalMb(Nobody)));
    }
}
