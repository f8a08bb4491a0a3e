using System.Diagnostics;
using System.Globalization;
using FaaS.Tests.Infrastructure;
using FaaS.Tests.Infrastructure.Stores;
using FaaS.Tests.Security.Network;

namespace FaaS.Tests.Faults;

/// <summary>
/// A Docker daemon with a containerd of its own, which a test may harm without harming anybody else. It goes, with all
/// that it made, also when this process is killed.
/// </summary>
public sealed class PrivateDocker : IAsyncLifetime
{
    // A container's process and its shim outlive a daemon that was killed.
    private const string Cleanup = """
        daemon=$(cat "$root/docker.pid")
        kill -s CONT "$daemon"; kill -s TERM "$daemon"
        tries=0; while kill -0 "$daemon" && [ $((tries += 1)) -lt 150 ]; do sleep 0.1; done
        kill -s KILL "$daemon"; kill -s KILL "$(cat "$root/exec/containerd/containerd.pid")"
        for process in /proc/[0-9]*; do
          [ "$(cat "$process/comm")" = containerd-shim ] && grep -qaF -- "$root/" "$process/cmdline" || continue
          kill -s KILL $(cat "$process"/task/*/children) "${process#/proc/}"
        done
        cut -d' ' -f2 /proc/self/mounts | grep -F -- "$root/" | sort -r | xargs -r umount -l
        for id in $(ls "$root/data/containers"); do
          rmdir /sys/fs/cgroup/docker/"$id" /sys/fs/cgroup/*/docker/"$id"
        done
        rm -rf --one-file-system -- "$root"
        """;

    private readonly string _root = GuardedProcess.NewDirectory("docker");
    private CleanupGuard? _guard;
    private Process? _daemon;

    internal string SocketPath => Path.Combine(_root, "docker.sock");

    internal string Endpoint => $"unix://{SocketPath}";

    public async ValueTask InitializeAsync()
    {
        var image = await BuiltImages.EnsureAsync("python", CancellationToken.None);
        _guard = CleanupGuard.Start($"root='{_root}'\n{Cleanup}");
        await StartAsync(CancellationToken.None);
        await Commands.RunAsync(
            CancellationToken.None, "sh", "-c", $"docker save '{image}' | docker --host '{Endpoint}' load");
    }

    /// <summary>Returns when it answers.</summary>
    internal async Task StartAsync(CancellationToken cancellationToken)
    {
        _daemon = Process.Start("sh", [
            "-c", "exec \"$@\" >> \"$0\" 2>&1 < /dev/null", Path.Combine(_root, "docker.log"),
            "dockerd", "--host", Endpoint, "--pidfile", Path.Combine(_root, "docker.pid"),
            "--data-root", Path.Combine(_root, "data"), "--exec-root", Path.Combine(_root, "exec"),
            "--bridge=none", "--iptables=false", "--ip-forward=false", "--ip-masq=false"]);
        await Eventually.TrueAsync(
            () => AnswersAsync(cancellationToken), "the private Docker daemon to answer", TimeSpan.FromSeconds(30));
    }

    internal async Task KillAsync(CancellationToken cancellationToken)
    {
        var containerd = await ContainerdAsync(cancellationToken);
        _daemon!.Kill();
        await _daemon.WaitForExitAsync(cancellationToken);
        _daemon.Dispose();

        // It dies with its parent, but a daemon that is started in that very moment would rely on it.
        await Eventually.TrueAsync(() => !Directory.Exists($"/proc/{containerd}"), "containerd to die with its daemon");
    }

    internal Task SignalAsync(string signal, CancellationToken cancellationToken)
        => Commands.RunAsync(cancellationToken, "kill", "-s", signal, $"{_daemon!.Id}");

    /// <summary>Returns when the daemon has started another one, for which it takes its time.</summary>
    internal async Task KillContainerdAsync(CancellationToken cancellationToken)
    {
        await Commands.RunAsync(cancellationToken, "kill", "-s", "KILL", await ContainerdAsync(cancellationToken));
        await Eventually.TrueAsync(
            () => RunsAsync(cancellationToken), "another containerd to run something", TimeSpan.FromSeconds(40));
    }

    internal async Task<string[]> CommandAsync(CancellationToken cancellationToken, params string[] arguments)
        => (await Commands.RunAsync(cancellationToken, ["docker", "--host", Endpoint, .. arguments]))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Sandboxes by id, and whether each runs.</summary>
    internal async Task<IReadOnlyDictionary<string, bool>> SandboxesAsync(CancellationToken cancellationToken)
        => (await CommandAsync(
            cancellationToken, "ps", "--all", "--no-trunc", "--format", "{{.Label \"faas.sandbox\"}} {{.State}}"))
            .Select(line => line.Split(' '))
            .ToDictionary(words => words[0], words => words[1] == "running");

    internal async Task<IReadOnlyList<string>> ContainersAsync(CancellationToken cancellationToken)
        => await CommandAsync(cancellationToken, "ps", "--all", "--quiet", "--no-trunc");

    /// <summary>The containers that have a shim.</summary>
    internal IReadOnlyList<string> Kept() => [.. Shims()
        .Select(shim => ReadProcess(shim, "cmdline").Split('\0').SkipWhile(word => word != "-id").ElementAtOrDefault(1))
        .OfType<string>()];

    /// <summary>
    /// Ends what the daemon has forgotten because it was killed with its workers: nobody else is left who would.
    /// </summary>
    internal async Task EndStrandedAsync(CancellationToken cancellationToken)
    {
        if (await ContainersAsync(cancellationToken) is not [])
        {
            return;
        }

        foreach (var process in Shims().SelectMany(shim => ChildrenOf(shim).Append(shim)).ToArray())
        {
            await Commands.RunAsync(cancellationToken, "sh", "-c", $"kill -s KILL {process} || true");
        }

        foreach (var mount in Mounts())
        {
            await Commands.RunAsync(cancellationToken, "sh", "-c", $"umount -l '{mount}' || true");
        }
    }

    /// <summary>The agents: a shim's child is a container's first process, and its child the agent.</summary>
    internal IReadOnlyList<int> Agents() => [.. Shims().SelectMany(ChildrenOf).SelectMany(ChildrenOf)];

    /// <summary>Root file systems and shared memory of containers that are mounted.</summary>
    internal IReadOnlyList<string> Mounts() => [.. File.ReadLines("/proc/self/mounts")
        .Select(line => line.Split(' ')[1])
        .Where(path => path.StartsWith($"{_root}/data/", StringComparison.Ordinal)
            && Path.GetFileName(path) is "merged" or "shm")];

    internal IReadOnlyList<string> RootMounts() => [.. Mounts().Where(path => Path.GetFileName(path) is "merged")];

    /// <summary>The processes that keep containers for this daemon's containerd.</summary>
    internal IReadOnlyList<int> Shims() => [.. Directory.EnumerateDirectories("/proc")
        .Select(path => int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out var pid) ? pid : 0)
        .Where(pid => pid > 0
            && ReadProcess(pid, "comm").Trim() == "containerd-shim"
            && ReadProcess(pid, "cmdline").Contains(_root, StringComparison.Ordinal))];

    public async ValueTask DisposeAsync()
    {
        if (_guard is not null)
        {
            await _guard.DisposeAsync();
        }

        _daemon?.Dispose();
    }

    private async Task<string> ContainerdAsync(CancellationToken cancellationToken)
        => (await File.ReadAllTextAsync(
            Path.Combine(_root, "exec", "containerd", "containerd.pid"), cancellationToken)).Trim();

    private async Task<bool> RunsAsync(CancellationToken cancellationToken)
    {
        try
        {
            await CommandAsync(
                cancellationToken,
                "run", "--rm", "--network", "none", "--entrypoint", "true", $"faas/python:{BuiltImages.Version}");
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        try
        {
            await CommandAsync(cancellationToken, "version");
            return true;
        }
        catch (InvalidOperationException) when (!_daemon!.HasExited)
        {
            return false;
        }
    }

    private static IEnumerable<int> ChildrenOf(int pid) => ReadProcess(pid, $"task/{pid}/children")
        .Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(child => int.Parse(child, CultureInfo.InvariantCulture));

    // Empty for one that is gone.
    private static string ReadProcess(int pid, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/{file}");
        }
        catch (IOException)
        {
            return "";
        }
    }
}
