extern alias worker;

using worker::FaaS.Worker.Sandboxes;

namespace FaaS.Tests.Worker.Sandboxes;

public sealed class CgroupPathsTests
{
    private const string LegacyMounts =
        """
        30 22 0:26 / /sys/fs/cgroup/cpu,cpuacct rw,relatime shared:9 - cgroup cgroup rw,cpu,cpuacct
        31 22 0:27 / /sys/fs/cgroup/memory rw,relatime shared:10 - cgroup cgroup rw,memory
        32 22 0:28 / /sys/fs/cgroup/unified rw,relatime shared:11 - cgroup2 cgroup2 rw
        33 22 0:29 / /proc rw,relatime - proc proc rw
        """;

    [Fact]
    public void Version_one_has_a_folder_for_each_controller()
    {
        var paths = CgroupPaths.Parse(
            "4:memory:/docker/abc\n2:cpu,cpuacct:/docker/abc\n0::/docker/abc\n", LegacyMounts);

        Assert.Equal(new CgroupFolder("/sys/fs/cgroup/memory/docker/abc", false), paths.Memory);
        Assert.Equal(new CgroupFolder("/sys/fs/cgroup/cpu,cpuacct/docker/abc", false), paths.Cpu);
        Assert.Equal(paths.Cpu, paths.CpuAccounting);
    }

    [Fact]
    public void Version_two_has_one_folder_for_all()
    {
        var paths = CgroupPaths.Parse(
            "0::/system.slice/docker-abc.scope\n",
            "35 24 0:30 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n");

        var folder = new CgroupFolder("/sys/fs/cgroup/system.slice/docker-abc.scope", true);
        Assert.Equal(new CgroupPaths(folder, folder, folder), paths);
    }

    [Fact]
    public void A_worker_in_a_container_sees_only_what_is_mounted_there()
    {
        const string Mounts = "35 24 0:30 /kubepods/pod1 /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n";

        Assert.Equal(
            new CgroupFolder("/sys/fs/cgroup/box", true), CgroupPaths.Parse("0::/kubepods/pod1/box\n", Mounts).Memory);
        Assert.Null(CgroupPaths.Parse("0::/docker/abc\n", Mounts).Memory);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense\n1:2\n")]
    public void Where_nothing_can_be_seen_there_is_no_folder(string membership)
        => Assert.Equal(new CgroupPaths(null, null, null), CgroupPaths.Parse(membership, LegacyMounts));
}
