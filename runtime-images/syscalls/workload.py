"""What Python functions do, as broadly as the standard library allows: each line is here for the calls it makes."""

import asyncio
import concurrent.futures
import ctypes
import fcntl
import glob
import http.server
import mmap
import multiprocessing
import multiprocessing.shared_memory
import os
import pathlib
import pty
import random
import resource
import select
import selectors
import shutil
import signal
import socket
import socketserver
import sqlite3
import ssl
import stat
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
import zipfile


def files():
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "file")
        path.write_text("text")
        path.chmod(0o600)
        shutil.copy2(path, path.with_suffix(".copy"))
        shutil.copytree(folder, folder + ".tree")
        shutil.move(folder + ".tree", folder + "/tree")
        path.rename(path.with_suffix(".moved")).replace(path)
        path.with_suffix(".link").symlink_to(path)
        path.with_suffix(".link").readlink(), path.resolve(), path.owner(), os.access(path, os.R_OK)
        os.link(path, folder + "/hard"), os.truncate(path, 2), os.utime(path), os.statvfs(folder)
        os.mkfifo(folder + "/fifo"), os.mknod(folder + "/node", stat.S_IFREG | 0o600)
        os.chown(path, os.getuid(), os.getgid()), os.lchown(path, os.getuid(), os.getgid())
        with path.open("r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX), fcntl.lockf(file, fcntl.LOCK_EX), os.fchmod(file.fileno(), 0o644)
            os.fchown(file.fileno(), os.getuid(), os.getgid()), os.ftruncate(file.fileno(), 8192)
            os.fsync(file.fileno()), os.fdatasync(file.fileno()), os.posix_fallocate(file.fileno(), 0, 16384)
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_SEQUENTIAL)
            os.pwrite(file.fileno(), b"x", 0), os.pread(file.fileno(), 1, 0)
            os.pwritev(file.fileno(), [b"x"], 0), os.preadv(file.fileno(), [bytearray(1)], 0)
            os.writev(file.fileno(), [b"x"]), os.readv(file.fileno(), [bytearray(1)])
            with mmap.mmap(file.fileno(), 0) as mapped:
                mapped[0:1] = b"y"
                mapped.flush(), mapped.resize(4096), mapped.madvise(mmap.MADV_WILLNEED)
            with open(folder + "/sent", "wb") as target:
                os.sendfile(target.fileno(), file.fileno(), 0, 10)
                os.copy_file_range(file.fileno(), target.fileno(), 10, 0)
            try:
                os.getxattr(path, "user.x"), os.setxattr(path, "user.x", b"")
            except OSError:
                os.listxattr(path)
        with zipfile.ZipFile(folder + "/zip", "w") as archive:
            archive.write(path)
        glob.glob(folder + "/**", recursive=True), os.umask(os.umask(0o22))
        here = os.open("/", os.O_RDONLY)
        os.fchdir(here), os.chdir("/tmp"), os.getcwd(), os.scandir(here), os.close(here)
        os.memfd_create("memory"), os.dup2(os.dup(1), 40), os.set_inheritable(40, True), os.isatty(1)
    connection = sqlite3.connect("/tmp/data.db")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("create table t(x)"), connection.commit(), connection.close()


def processes():
    subprocess.run(["sh", "-c", "echo hi | cat"], capture_output=True, check=True)
    subprocess.run(["true"], start_new_session=True, preexec_fn=lambda: os.nice(1), cwd="/tmp")
    sleeper = subprocess.Popen(["sleep", "10"])
    sleeper.terminate(), sleeper.wait()
    os.posix_spawn("/bin/true", ["true"], os.environ), os.wait()
    child = os.fork()
    if child == 0:
        os.setpgid(0, 0)
        os._exit(0)
    os.waitid(os.P_PID, child, os.WEXITED)
    os.getpgid(0), os.getsid(0), os.getppid(), os.getgroups(), os.getresuid(), os.getresgid(), os.times()
    os.sched_getaffinity(0), os.sched_setaffinity(0, os.sched_getaffinity(0)), os.sched_yield(), os.cpu_count()
    os.sched_getscheduler(0), os.sched_getparam(0), os.getpriority(os.PRIO_PROCESS, 0), os.uname(), os.getloadavg()
    os.sched_get_priority_max(os.SCHED_FIFO), os.sched_rr_get_interval(0)
    resource.getrusage(resource.RUSAGE_SELF), resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0)), resource.prlimit(0, resource.RLIMIT_NOFILE)
    signal.pidfd_send_signal(os.pidfd_open(os.getpid()), 0)
    for kind in "fork", "spawn", "forkserver":
        with multiprocessing.get_context(kind).Pool(2) as pool:
            pool.map(abs, range(4))
    memory = multiprocessing.shared_memory.SharedMemory(create=True, size=4096)
    memory.close(), memory.unlink()
    os.close(pty.openpty()[0])
    ctypes.CDLL(None).getpagesize()


def signals_and_time():
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGALRM, lambda *_: None)
        signal.setitimer(signal.ITIMER_REAL, 0.01), signal.getitimer(signal.ITIMER_REAL), signal.alarm(1)
        signal.pause(), signal.siginterrupt(signal.SIGUSR1, False)
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])
    os.kill(os.getpid(), 0), signal.pthread_kill(threading.get_ident(), signal.SIGUSR1)
    signal.sigpending(), signal.sigtimedwait([signal.SIGUSR1], 1)
    time.sleep(0.001), time.clock_getres(time.CLOCK_MONOTONIC), time.thread_time(), random.random(), os.urandom(8)
    os.read(os.timerfd_create(time.CLOCK_MONOTONIC, flags=os.TFD_NONBLOCK | os.TFD_CLOEXEC) and os.eventfd(1), 8)
    timer = os.timerfd_create(time.CLOCK_MONOTONIC)
    os.timerfd_settime(timer, initial=0.001), os.timerfd_gettime(timer)
    left, right = os.pipe()
    os.set_blocking(left, False), os.write(right, b"x")
    select.select([left], [], [], 0), select.poll().poll(0), select.epoll().poll(0)
    selectors.DefaultSelector().register(left, selectors.EVENT_READ)
    os.splice(left, os.open("/tmp/spliced", os.O_CREAT | os.O_WRONLY), 1)


def threads():
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        list(pool.map(time.sleep, [0.001] * 16))
    lock = threading.Lock()
    lock.acquire(), lock.acquire(timeout=0.01)


def network():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    urllib.request.urlopen(f"http://localhost:{server.server_port}/").read()
    server.shutdown()
    try:
        socket.create_connection(("name.invalid", 80), timeout=0.1)
    except OSError:
        ssl.create_default_context()
    socket.if_nameindex(), socket.gethostname()
    one, other = socket.socketpair()
    socket.send_fds(one, [b"x"], [1]), socket.recv_fds(other, 10, 1)
    one.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1), one.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
    one.settimeout(0.1), one.sendmsg([b"x"]), other.recvmsg(1), one.shutdown(socket.SHUT_RDWR), other.close()
    with socketserver.UDPServer(("127.0.0.1", 0), socketserver.DatagramRequestHandler) as datagrams:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            sender.sendto(b"x", datagrams.server_address), sender.getsockname()
        datagrams.socket.recvfrom(1)
    with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as six:
        six.bind(("::", 0)), six.listen(), six.getsockname()


async def asynchronous():
    process = await asyncio.create_subprocess_exec("cat", stdin=-1, stdout=-1)
    await process.communicate(b"hi")
    server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1")
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    await reader.read()
    await asyncio.to_thread(time.sleep, 0.001)
    await asyncio.wait_for(asyncio.sleep(0.001), 1)
    writer.close(), server.close()


def handler(event, context):
    for work in files, threads, processes, signals_and_time, network:
        print(work.__name__, flush=True)
        work()
    asyncio.run(asynchronous())
    sys.stderr.write("done")
    return "done"
