using System.Collections.Concurrent;
using System.Globalization;

namespace FaaS.Worker.Sandboxes;

/// <summary>
/// A daemon whose containerd dies while it starts or removes a container forgets that container, and nobody ever ends
/// the process that kept it for containerd, its shim. Once such a process is killed, containerd clears up after it.
/// </summary>
internal sealed class StrandedShims
{
    private const int MaxRemembered = 512;

    // The kernel cuts names to 15 characters.
    private const string Name = "containerd-shim";

    private readonly ConcurrentQueue<string> _gone = new();

    /// <summary>This container is gone, as far as its daemon knows.</summary>
    public void Remember(string container)
    {
        _gone.Enqueue(container);
        while (_gone.Count > MaxRemembered)
        {
            _gone.TryDequeue(out _);
        }
    }

    /// <summary>
    /// Kills what shims of containers that are gone still keep, and those that have nothing left to keep. Returns how
    /// many there were; those that kept something are still there.
    /// </summary>
    /// <param name="kept">Containers that the daemon still knows.</param>
    public int Kill(IReadOnlySet<string> kept)
    {
        var gone = _gone.Where(container => !kept.Contains(container)).ToHashSet();
        return gone.Count == 0
            ? 0
            : Directory.EnumerateDirectories("/proc")
                .Select(path => IdOf(Path.GetFileName(path)))
                .Count(pid => pid > 0 && IsStranded(pid, gone) && TryEnd(pid, gone));
    }

    // What it keeps goes first: it would outlive its shim.
    private static bool TryEnd(int pid, HashSet<string> gone)
    {
        var children = ChildrenOf(pid);
        foreach (var child in children)
        {
            using var handle = Libc.OpenProcess(child);
            if (handle is not null && ChildrenOf(pid).Contains(child))
            {
                Libc.Kill(handle);
            }
        }

        return children is not [] || TryKill(pid, gone);
    }

    private static int IdOf(string name)
        => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : 0;

    private static bool TryKill(int pid, HashSet<string> gone)
    {
        using var handle = Libc.OpenProcess(pid);

        // Asked again after the handle was opened, so that the number cannot mean another process by now.
        return handle is not null && IsStranded(pid, gone) && Libc.Kill(handle);
    }

    private static bool IsStranded(int pid, HashSet<string> gone)
    {
        if (Read(pid, "comm").Trim() != Name)
        {
            return false;
        }

        var arguments = Read(pid, "cmdline").Split('\0');
        var id = Array.IndexOf(arguments, "-id") + 1;
        return id > 0 && id < arguments.Length && gone.Contains(arguments[id]);
    }

    // Each of its threads may have started the container.
    private static int[] ChildrenOf(int pid)
    {
        try
        {
            return
            [
                .. Directory.EnumerateDirectories($"/proc/{pid}/task")
                    .SelectMany(thread => Read(pid, $"task/{Path.GetFileName(thread)}/children").Split(' '))
                    .Select(IdOf)
                    .Where(child => child > 0),
            ];
        }
        catch (IOException)
        {
            return [];
        }
    }

    // Empty for one that has ended.
    private static string Read(int pid, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/{file}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
