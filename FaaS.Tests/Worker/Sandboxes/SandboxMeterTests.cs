extern alias worker;

using worker::FaaS.Worker.Sandboxes;

namespace FaaS.Tests.Worker.Sandboxes;

/// <summary>On the files of a control group of version 2, on a kernel that tells no peak of the memory.</summary>
public sealed class SandboxMeterTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("faas-cgroup-").FullName;

    [Fact]
    public void What_ran_out_of_memory_in_one_call_is_not_blamed_on_the_next()
    {
        Write(oomKills: 0);
        File.WriteAllText(Path.Combine(_folder, "cpu.stat"), "usage_usec 1000\n");
        var folder = new CgroupFolder(_folder, IsUnified: true);
        using var meter = new SandboxMeter(new Cgroup(new CgroupPaths(folder, folder, folder)), traffic: null);
        meter.Start();
        Write(oomKills: 1);
        Assert.True(meter.IsOutOfMemory);
        Assert.Equal((TimeSpan.FromMilliseconds(1), null), meter.Read());

        meter.Start();

        Assert.False(meter.IsOutOfMemory);
        Write(oomKills: 2);
        Assert.True(meter.IsOutOfMemory);
    }

    [Fact]
    public void A_call_may_begin_on_a_sandbox_that_has_been_let_go_of()
    {
        File.WriteAllText(Path.Combine(_folder, "memory.peak"), "1\n");
        var folder = new CgroupFolder(_folder, IsUnified: true);
        var meter = new SandboxMeter(new Cgroup(new CgroupPaths(folder, folder, folder)), traffic: null);

        meter.Dispose();
        meter.Start();

        Assert.Equal((null, null), meter.Read());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Write(int oomKills)
        => File.WriteAllText(Path.Combine(_folder, "memory.events"), $"oom 0\noom_kill {oomKills}\n");
}
