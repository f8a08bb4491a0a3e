using System.Text.Json;
using FaaS.Domain.Functions;
using FaaS.Tests.Worker;

namespace FaaS.Tests.Security;

/// <summary>Code that looks for what is not its own.</summary>
public sealed class FilesystemAttackTests(AttackedWorker attacked) : SecurityTest(attacked)
{
    // EPERM, ENOENT, EIO, ENXIO, EACCES, EMFILE (no queue may be made), EROFS.
    private static readonly int[] Refusals = [1, 2, 5, 6, 13, 24, 30];

    [Fact]
    public async Task Nothing_can_be_written_to_but_what_goes_with_the_sandbox()
    {
        var writable = await EnduresAsync(Python(
            """
            import os
            def handler(event, context):
                found = []
                for folder, folders, files in os.walk("/"):
                    if folder == "/":
                        folders.remove("proc")
                    for path in [folder] + [os.path.join(folder, name) for name in files]:
                        if not os.path.islink(path) and os.access(path, os.W_OK):
                            found.append(path)
                return sorted(found)
            """));

        string[] devices =
        [
            "/dev/full", "/dev/null", "/dev/ptmx", "/dev/pts/ptmx", "/dev/random", "/dev/tty", "/dev/urandom",
            "/dev/zero",
        ];
        Assert.Equal(
            ["/dev/mqueue", "/dev/shm", "/tmp"],
            writable.EnumerateArray().Select(path => path.GetString()!).Except(devices));
    }

    [Theory]
    [InlineData("/code/main.py", "r+")]
    [InlineData("/code/new.py", "w")]
    [InlineData("/opt/faas/agent.pyc", "r+")]
    [InlineData("/opt/faas/faas_agent/frames.pyc", "r+")]
    [InlineData("/usr/bin/python3", "r+")]
    [InlineData("/etc/passwd", "a")]
    [InlineData("/run/faas/agent.sock", "w")]
    [InlineData("/proc/sysrq-trigger", "w")]
    [InlineData("/proc/sys/kernel/core_pattern", "w")]
    [InlineData("/proc/sys/vm/drop_caches", "w")]
    [InlineData("/proc/sys/net/ipv4/ip_forward", "w")]
    [InlineData("/proc/1/oom_score_adj", "w")]
    [InlineData("/proc/self/uid_map", "w")]
    [InlineData("/proc/kcore", "rb")]
    [InlineData("/sys/kernel/uevent_helper", "w")]
    [InlineData("/sys/fs/cgroup/memory/memory.limit_in_bytes", "w")]
    [InlineData("/sys/fs/cgroup/memory.max", "w")]
    [InlineData("/dev/mem", "rb")]
    [InlineData("/dev/kmsg", "w")]
    [InlineData("/dev/mqueue/queue", "x")]
    public async Task A_file_that_matters_cannot_be_opened(string path, string mode)
    {
        var answer = await EnduresAsync(
            Python(
                """
                def handler(event, context):
                    path, mode = event
                    try:
                        with open(path, mode) as file:
                            file.write("-1000") if mode != "rb" else file.read(1)
                        return "done"
                    except OSError as error:
                        return error.errno
                """),
            new[] { path, mode });

        Assert.Contains(answer.ValueKind is JsonValueKind.Number ? answer.GetInt32() : 0, Refusals);
    }

    [Fact]
    public async Task Code_cannot_be_changed_through_its_links_or_their_attributes()
    {
        var source =
            """
            import os
            ATTEMPTS = [
                lambda: os.chmod("/code/main.py", 0o777), lambda: os.unlink("/code/main.py"),
                lambda: os.rename("/code/main.py", "/code/other.py"), lambda: os.utime("/code/main.py", (0, 0)),
                lambda: os.truncate("/code/main.py", 0), lambda: os.link("/code/main.py", "/tmp/mine.py"),
                lambda: os.symlink("/tmp", "/code/link"), lambda: os.mkdir("/code/folder"),
                lambda: os.chown("/code/main.py", os.getuid(), 10001),
                lambda: os.open("/proc/self/fd/%d" % os.open("/code/main.py", os.O_RDONLY), os.O_RDWR),
            ]
            def handler(event, context):
                done = []
                for number, attempt in enumerate(ATTEMPTS):
                    try:
                        attempt()
                        done.append(number)
                    except OSError:
                        pass
                return [done, os.stat("/code/main.py").st_mode & 0o777, len(open("/code/main.py").read())]
            """;
        var first = await EnduresAsync(Python(source));
        var second = await EnduresAsync(Python(source));

        Assert.Equal($"[[],292,{source.Length}]", first.GetRawText());
        Assert.Equal(first.GetRawText(), second.GetRawText());
    }

    [Fact]
    public async Task No_socket_is_there_not_even_that_of_the_own_agent()
    {
        var answer = await EnduresAsync(
            Python(
                """
                import os, re, socket, stat
                def opens(path):
                    try:
                        socket.socket(socket.AF_UNIX).connect(path)
                        return True
                    except OSError:
                        return False
                def handler(event, context):
                    found = []
                    for folder, folders, files in os.walk("/"):
                        if folder == "/":
                            folders.remove("proc")
                        for name in files + folders:
                            path = os.path.join(folder, name)
                            if stat.S_ISSOCK(os.lstat(path).st_mode):
                                found.append(path)
                    own = re.search(r" (\S+) /run/faas ", open("/proc/self/mountinfo").read()).group(1)
                    guesses = [*event, own + "/agent.sock", "/var/run/docker.sock", "/run/docker.sock",
                        "/run/containerd/containerd.sock", "/proc/1/root" + own + "/agent.sock"]
                    names = [name for name in open("/proc/net/unix").read().split("\\n") if "@" in name]
                    return [found, [guess for guess in guesses if opens(guess)], names]
                """),
            Directory.GetDirectories(Attacked.SandboxesPath).Select(path => Path.Combine(path, "run", "agent.sock")));

        Assert.Equal("[[],[],[]]", answer.GetRawText());
    }

    [Fact]
    public async Task Neither_the_workers_environment_nor_another_functions_can_be_found()
    {
        var secret = $"secret-{Guid.CreateVersion7():n}";
        var other = Python("def handler(event, context):\n    return 1\n") with
        {
            Isolation = Isolation.Function,
            Environment = new Dictionary<string, string> { ["SECRET"] = secret },
        };
        (await InvokeAsync(other)).Succeeded();

        var answer = await EnduresAsync(Python(
            """
            import glob, os
            def handler(event, context):
                seen = [f"{name}={value}" for name, value in os.environ.items()]
                for path in glob.glob("/proc/[0-9]*/environ") + glob.glob("/proc/[0-9]*/cmdline"):
                    seen += open(path, errors="replace").read().split("\\0")
                return sorted(set(seen))
            """));

        var names = answer.EnumerateArray().Select(line => line.GetString()!).ToArray();
        Assert.DoesNotContain(names, line => line.Contains(secret, StringComparison.Ordinal));
        Assert.DoesNotContain(names, line => line.Contains(FakeDispatcher.JoinToken, StringComparison.Ordinal));
        string[] known =
        [
            "FAAS_AGENT", "FAAS_CODE", "FAAS_FUNCTION", "FAAS_SOCKET", "FAAS_VERSION", "GREETING", "HOME", "HOSTNAME",
            "LANG", "PATH", "PWD", "PYTHONDONTWRITEBYTECODE",
        ];
        Assert.Empty(names.Where(line => line.Contains('=')).Select(line => line.Split('=')[0]).Except(known));
    }

    [Fact]
    public async Task A_sandbox_without_a_network_has_nothing_but_its_own_loopback()
    {
        var answer = await EnduresAsync(Python(
            """
            import socket
            def handler(event, context):
                return [name for _, name in socket.if_nameindex()]
            """));

        Assert.Equal("lo", answer[0].GetString());
        Assert.DoesNotMatch("eth|veth|docker|ens|wlan", answer.GetRawText());
    }
}
