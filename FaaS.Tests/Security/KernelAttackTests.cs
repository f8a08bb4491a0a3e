namespace FaaS.Tests.Security;

/// <summary>Code that asks the kernel for what leads out of a container.</summary>
public sealed class KernelAttackTests(AttackedWorker attacked) : SecurityTest(attacked)
{
    private const int Eperm = 1;
    private const int Enosys = 38;

    // Numbers of x86-64 and, where it has the call, of the generic table that arm64 uses.
    private const string Calls =
        """
        import ctypes, os, platform, signal
        libc = ctypes.CDLL(None, use_errno=True)
        FIRST = platform.machine() == "x86_64"
        TEXT = ctypes.create_string_buffer(b"/tmp")
        ATTR = ctypes.create_string_buffer(256)

        def call(names):
            number = names[0] if FIRST else names[1]
            arguments = [ctypes.c_long(value) if isinstance(value, int) else value for value in names[2:]]
            result = libc.syscall(ctypes.c_long(number), *arguments)
            return ctypes.get_errno() if result < 0 else 0

        CALLS = {
            "mount": (165, 40, TEXT, TEXT, TEXT, 4096, 0), "umount2": (166, 39, TEXT, 0),
            "pivot_root": (155, 41, TEXT, TEXT), "chroot": (161, 51, TEXT), "fsopen": (430, 430, TEXT, 0),
            "open_tree": (428, 428, -100, TEXT, 1), "move_mount": (429, 429, 0, TEXT, 0, TEXT, 0),
            "mount_setattr": (442, 442, -100, TEXT, 0, ATTR, 32),
            "name_to_handle_at": (303, 264, -100, TEXT, ATTR, ATTR, 0), "open_by_handle_at": (304, 265, 0, ATTR, 0),
            "unshare user": (272, 97, 0x10000000), "unshare mount": (272, 97, 0x20000),
            "unshare net": (272, 97, 0x40000000), "setns": (308, 268, 0, 0),
            "clone into a user namespace": (56, 220, 0x10000011, 0, 0, 0, 0), "ptrace": (101, 117, 0, 0, 0, 0),
            "ptrace attach": (101, 117, 16, 1, 0, 0), "process_vm_readv": (310, 270, 1, ATTR, 1, ATTR, 1, 0),
            "process_vm_writev": (311, 271, 1, ATTR, 1, ATTR, 1, 0), "pidfd_getfd": (438, 438, 0, 0, 0),
            "kcmp": (312, 272, 1, 1, 0, 0, 0), "bpf": (321, 280, 0, ATTR, 128),
            "perf_event_open": (298, 241, ATTR, 0, -1, -1, 0), "keyctl": (250, 219, 0, -3, 1),
            "add_key": (248, 217, TEXT, TEXT, TEXT, 4, -3), "request_key": (249, 218, TEXT, TEXT, TEXT, -3),
            "io_uring_setup": (425, 425, 8, ATTR), "io_uring_enter": (426, 426, 0, 0, 0, 0, 0, 0),
            "io_uring_register": (427, 427, 0, 0, 0, 0), "userfaultfd": (323, 282, 1),
            "clone3": (435, 435, ATTR, 88), "seccomp": (317, 277, 1, 0, ATTR),
            "init_module": (175, 105, ATTR, 1, TEXT), "finit_module": (313, 273, 0, TEXT, 0),
            "kexec_load": (246, 104, 0, 0, ATTR, 0), "reboot": (169, 142, 0, 0, 0, 0),
            "swapon": (167, 224, TEXT, 0), "sethostname": (170, 161, TEXT, 4), "syslog": (103, 116, 3, ATTR, 10),
            "settimeofday": (164, 170, ATTR, 0), "clock_settime": (227, 112, 0, ATTR), "adjtimex": (159, 171, ATTR),
            "acct": (163, 89, TEXT), "quotactl": (179, 60, 0, TEXT, 0, ATTR), "fanotify_init": (300, 262, 0, 0),
            "landlock_create_ruleset": (444, 444, ATTR, 8, 0), "memfd_secret": (447, 447, 0),
            "shmget": (29, 194, 0, 4096, 0o1600), "semget": (64, 190, 0, 1, 0o1600), "msgget": (68, 186, 0, 0o1600),
            "mq_open": (240, 180, TEXT, 0o102, 0o600, 0), "vmsplice": (278, 75, 0, ATTR, 1, 0),
            "personality without randomisation": (135, 92, 0x40000),
            "move_pages": (279, 239, 0, 0, ATTR, ATTR, ATTR, 0), "set_mempolicy": (238, 237, 1, ATTR, 8),
            "process_madvise": (440, 440, 0, ATTR, 1, 0, 0), "raw IP": (41, 198, 2, 3, 255),
            "raw ICMP": (41, 198, 2, 3, 1), "raw IPv6": (41, 198, 10, 3, 58), "packets": (41, 198, 17, 3, 0x300),
            "vsock": (41, 198, 40, 1, 0), "alg": (41, 198, 38, 5, 0), "netlink netfilter": (41, 198, 16, 3, 12),
            "netlink audit": (41, 198, 16, 3, 9), "bluetooth": (41, 198, 31, 3, 0), "xdp": (41, 198, 44, 3, 0),
            "smc": (41, 198, 43, 1, 0), "tipc": (41, 198, 30, 1, 0), "setuid(0)": (105, 146, 0),
            "setgid(0)": (106, 144, 0), "setresuid(0)": (117, 147, 0, 0, 0), "setgroups": (116, 159, 0, ATTR),
            "capset": (126, 91, ATTR, ATTR), "setfsuid": (122, 151, 0),
        }

        """;

    [Fact]
    public async Task What_leads_out_of_a_container_is_denied()
    {
        var answer = await EnduresAsync(Python(
            $$"""
            {{Calls}}
            def handler(event, context):
                return {name: call(names) for name, names in CALLS.items()}
            """));

        Assert.Equal(
            [],
            answer.EnumerateObject()
                .Where(call => call.Value.GetInt32() is not (Eperm or Enosys))
                .Select(call => $"{call.Name} was answered with {call.Value}"));
        Assert.Equal(Enosys, answer.GetProperty("io_uring_setup").GetInt32());
        Assert.Equal(Eperm, answer.GetProperty("userfaultfd").GetInt32());
    }

    [Fact]
    public async Task The_kernels_other_entrances_are_closed_too()
    {
        // The calls of 32-bit programs have other numbers, which a filter of 64-bit ones would misread.
        var answer = await EnduresAsync(Python(
            $$"""
            {{Calls}}
            import mmap

            def in_child(action):
                child = os.fork()
                if child == 0:
                    signal.alarm(5)
                    os._exit(7 if action() > 0 else 0)
                status = os.waitpid(child, 0)[1]
                return os.WIFEXITED(status) and os.WEXITSTATUS(status) == 7

            def getpid_of_32_bits():
                code = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
                code.write(bytes([0xB8, 20, 0, 0, 0, 0xCD, 0x80, 0xC3]))
                return ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(code)))()

            def getpid_of_x32():
                return libc.syscall(ctypes.c_long(0x40000000 | 39))

            def handler(event, context):
                return [in_child(getpid_of_32_bits), in_child(getpid_of_x32)] if FIRST else [False, False]
            """));

        Assert.Equal("[false,false]", answer.GetRawText());
    }

    [Fact]
    public async Task There_is_no_privilege_to_have_and_no_way_to_get_one()
    {
        var answer = await EnduresAsync(Python(
            """
            import glob, os, stat, subprocess
            def status(*names):
                lines = dict(line.split(":\t", 1) for line in open("/proc/self/status").read().splitlines())
                return [lines[name].strip() for name in names]
            def handler(event, context):
                risen = []
                for path in glob.glob("/usr/*bin/*") + glob.glob("/usr/lib/**", recursive=True):
                    mode = os.stat(path).st_mode if os.path.isfile(path) else 0
                    if mode & (stat.S_ISUID | stat.S_ISGID):
                        risen.append(path)
                said = subprocess.run(["mount", "-t", "tmpfs", "x", "/tmp"], capture_output=True).returncode
                return [status("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"),
                    status("NoNewPrivs", "Seccomp"), os.getresuid(), os.getresgid(), os.getgroups(), risen, said != 0]
            """));

        Assert.All(answer[0].EnumerateArray(), set => Assert.Equal("0000000000000000", set.GetString()));
        Assert.Equal("""["1","2"]""", answer[1].GetRawText());
        Assert.All(answer[2].EnumerateArray(), id => Assert.InRange(id.GetInt32(), 10_001, 20_000));
        Assert.Equal("[10001,10001,10001]", answer[3].GetRawText());
        Assert.DoesNotContain(answer[4].EnumerateArray(), group => group.GetInt32() == 0);
        Assert.Equal("[]", answer[5].GetRawText());
        Assert.True(answer[6].GetBoolean());
    }
}
