namespace FaaS.Tests.RuntimeImages;

public sealed class SeccompTests
{
    // Numbers of x86-64, which fail for the right reason only there; elsewhere they are other calls or none.
    private const string Denied = """
        import ctypes, errno

        libc = ctypes.CDLL(None, use_errno=True)
        CALLS = {
            "unshare(CLONE_NEWUSER)": (272, 0x10000000), "clone(CLONE_NEWUSER)": (56, 0x10000011),
            "mount": (165,), "setns": (308,), "pivot_root": (155,), "chroot": (161,), "fsopen": (430,),
            "open_tree": (428,), "open_by_handle_at": (304,), "ptrace": (101,), "process_vm_readv": (310,),
            "pidfd_getfd": (438,), "keyctl": (250,), "add_key": (248,), "bpf": (321,), "perf_event_open": (298,),
            "userfaultfd": (323,), "kexec_load": (246,), "finit_module": (313,), "syslog": (103, 3), "shmget": (29,),
            "personality(ADDR_NO_RANDOMIZE)": (135, 0x40000), "socket(AF_PACKET)": (41, 17, 3),
            "socket(AF_VSOCK)": (41, 40, 1), "socket(AF_ALG)": (41, 38, 5), "socket(NETLINK_AUDIT)": (41, 16, 3, 9),
            "clone3": (435,), "io_uring_setup": (425, 1),
        }

        def attempt(number, *arguments):
            padded = [ctypes.c_long(argument) for argument in (*arguments, 0, 0, 0, 0, 0, 0)[:6]]
            return "allowed" if libc.syscall(number, *padded) >= 0 else errno.errorcode[ctypes.get_errno()]

        def handler(event, context):
            answers = {name: attempt(*call) for name, call in CALLS.items()}
            return sorted(name + " " + answer for name, answer in answers.items() if answer != "EPERM")
        """;

    [Fact]
    public async Task Dangerous_calls_are_denied()
    {
        await using var sandbox = await AgentSandbox.LoadAsync("python", "main.py", Denied);

        var answer = (await sandbox.InvokeAsync()).Succeeded();

        Assert.Equal("[\"clone3 ENOSYS\",\"io_uring_setup ENOSYS\"]", answer.Text);
    }

    [Fact]
    public async Task Ordinary_python_works()
    {
        await using var sandbox = await AgentSandbox.LoadAsync("python", "main.py", """
            import asyncio, concurrent.futures, http.server, multiprocessing, os, socket, sqlite3, ssl, threading
            import urllib.request

            async def child():
                process = await asyncio.create_subprocess_exec("echo", "hi", stdout=asyncio.subprocess.PIPE)
                return (await process.communicate())[0].decode()

            def handler(event, context):
                with concurrent.futures.ThreadPoolExecutor() as threads:
                    total = sum(threads.map(abs, [-1, -2]))
                with multiprocessing.get_context("spawn").Pool(1) as processes:
                    total += sum(processes.map(abs, [-3]))
                sqlite3.connect("/tmp/data.db").execute("create table t(x)")
                os.mkfifo("/tmp/fifo")
                ssl.create_default_context()
                server = http.server.HTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler)
                threading.Thread(target=server.handle_request).start()
                status = urllib.request.urlopen(f"http://localhost:{server.server_port}/main.py").status
                return [total, asyncio.run(child()), status, socket.if_nameindex()[0][1]]
            """);

        Assert.Equal("[6,\"hi\\n\",200,\"lo\"]", (await sandbox.InvokeAsync()).Succeeded().Text);
    }

    [Fact]
    public async Task Ordinary_node_works()
    {
        await using var sandbox = await AgentSandbox.LoadAsync("nodejs", "index.js", """
            const { Worker } = require('worker_threads');
            const { scryptSync } = require('crypto');
            const { fork } = require('child_process');
            const fs = require('fs');
            const http = require('http');
            const { once } = require('events');

            exports.handler = async () => {
                const worker = new Worker('require("worker_threads").parentPort.postMessage(1)', { eval: true });
                const [fromThread] = await once(worker, 'message');
                fs.writeFileSync('/tmp/child.js', 'process.send(2)');
                const [fromChild] = await once(fork('/tmp/child.js'), 'message');
                fs.watch('/tmp').close();
                const server = http.createServer((request, response) => response.end('hey')).listen(0, '127.0.0.1');
                await once(server, 'listening');
                const text = await (await fetch(`http://localhost:${server.address().port}`)).text();
                server.close();
                return [fromThread, fromChild, text, scryptSync('a', 'b', 8).length];
            };
            """);

        Assert.Equal("[1,2,\"hey\",8]", (await sandbox.InvokeAsync()).Succeeded().Text);
    }
}
