namespace FaaS.Worker.Sandboxes;

/// <summary>Where the files of a process' cgroup are, in either version and in mixed machines.</summary>
/// <param name="Memory">Null when the controller is not there or its files cannot be seen.</param>
internal sealed record CgroupPaths(CgroupFolder? Memory, CgroupFolder? Cpu, CgroupFolder? CpuAccounting)
{
    /// <param name="membership">The text of <c>/proc/PID/cgroup</c>.</param>
    /// <param name="mounts">The text of <c>/proc/self/mountinfo</c>.</param>
    public static CgroupPaths Parse(string membership, string mounts)
    {
        var hierarchies = mounts.Split('\n').Select(CgroupMount.Parse).OfType<CgroupMount>().ToArray();
        var memberships = membership.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(':', 3))
            .Where(parts => parts.Length == 3)
            .Select(parts => (Controllers: parts[1].Split(','), Path: parts[2]))
            .ToArray();

        return new CgroupPaths(Find("memory"), Find("cpu"), Find("cpuacct"));

        CgroupFolder? Find(string controller)
        {
            foreach (var (controllers, path) in memberships)
            {
                if (controllers.Contains(controller))
                {
                    return FolderIn(hierarchies.FirstOrDefault(mount => mount.Has(controller)), path);
                }
            }

            foreach (var (controllers, path) in memberships)
            {
                if (controllers is [""])
                {
                    return FolderIn(hierarchies.FirstOrDefault(mount => mount.IsUnified), path);
                }
            }

            return null;
        }
    }

    private static CgroupFolder? FolderIn(CgroupMount? mount, string path)
    {
        if (mount is null)
        {
            return null;
        }

        // A worker inside a container sees only the part of the tree that is mounted there.
        var root = mount.Root == "/" ? "" : mount.Root;
        return path.StartsWith(root, StringComparison.Ordinal)
            ? new CgroupFolder(mount.MountPoint + path[root.Length..], mount.IsUnified)
            : null;
    }
}
