namespace FaaS.Worker.Sandboxes;

/// <summary>One line of <c>/proc/self/mountinfo</c> that is a cgroup hierarchy.</summary>
internal sealed record CgroupMount(string Root, string MountPoint, bool IsUnified, IReadOnlyList<string> Controllers)
{
    public bool Has(string controller) => !IsUnified && Controllers.Contains(controller);

    // 31 22 0:27 / /sys/fs/cgroup/memory rw,relatime shared:9 - cgroup cgroup rw,memory
    public static CgroupMount? Parse(string line)
    {
        var halves = line.Split(" - ", 2);
        if (halves.Length < 2)
        {
            return null;
        }

        var left = halves[0].Split(' ');
        var right = halves[1].Split(' ');
        return left.Length >= 5 && right.Length >= 3 && right[0] is "cgroup" or "cgroup2"
            ? new CgroupMount(left[3], left[4], right[0] == "cgroup2", right[2].Split(','))
            : null;
    }
}
