"""The worker's end of one sandbox: makes it a function, calls it once, and records every system call in it."""

import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "python"))
from faas_agent.frames import ERROR, HEADER, INIT, INVOKE, LOG, RESULT, WELCOME, encode_meta, frame  # noqa: E402

GATE = 'read _ < /trace/gate; exec "$@"'


class Sandbox:
    def __init__(self, image, code, trace):
        self._folder = tempfile.mkdtemp()
        run, gate = (os.path.join(self._folder, name) for name in ("run", "gate"))
        os.makedirs(run), os.makedirs(gate), os.mkfifo(os.path.join(gate, "gate"))
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(os.path.join(run, "agent.sock"))
        listener.listen(1)
        subprocess.run(["chmod", "-R", "a+rwX", self._folder], check=True)
        entrypoint = json.loads(docker("image", "inspect", "--format", "{{json .Config.Entrypoint}}", image))
        self._container = docker(
            "run", "--detach", "--read-only", "--tmpfs", "/tmp:exec,mode=1777", "--network", "none", "--cap-drop", "ALL",
            "--security-opt", "no-new-privileges", "--security-opt", "seccomp=unconfined", "--user", "10001:10001",
            "--volume", f"{run}:/run/faas:ro", "--volume", f"{gate}:/trace:ro", "--volume", f"{code}:/code:ro",
            "--entrypoint", "sh", image, "-c", GATE, "sh", *entrypoint)
        pid = docker("inspect", "--format", "{{.State.Pid}}", self._container)
        self._strace = subprocess.Popen(
            ["strace", "-f", "-qq", "-o", trace, "-p", pid], stderr=subprocess.PIPE, text=True)
        while "TracerPid:\t0" in pathlib.Path(f"/proc/{pid}/status").read_text():
            if self._strace.poll() is not None:
                sys.exit(self._strace.stderr.read())
        pathlib.Path(gate, "gate").write_text("\n")
        listener.settimeout(60)
        self._socket = listener.accept()[0]
        self._socket.settimeout(300)
        self._receive()
        self._socket.sendall(frame(WELCOME, 0, encode_meta({"protocol": 1})))

    def ask(self, kind, stream, meta):
        self._socket.sendall(frame(kind, stream, encode_meta(meta)))
        while True:
            answer, body = self._receive()
            if answer in (RESULT, ERROR):
                return answer, body
            assert answer == LOG, answer

    def close(self):
        self._socket.close()
        docker("wait", self._container), docker("rm", "--force", self._container)
        self._strace.wait()
        shutil.rmtree(self._folder)

    def _receive(self):
        length, kind, _, meta_length, _ = HEADER.unpack(self._read(HEADER.size))
        body = self._read(length)
        return kind, body if kind == ERROR else body[meta_length:]

    def _read(self, length):
        data = b""
        while len(data) < length:
            part = self._socket.recv(length - len(data))
            if not part:
                sys.exit(f"the sandbox ended: {docker('logs', self._container)}")
            data += part
        return data


def docker(*arguments):
    return subprocess.run(["docker", *arguments], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


def main(image, code, what, result):
    init = {"function": "workload", "version": "1", "memory_mb": 512, "environment": {}, "handler": None, "program": None}
    init |= json.loads(what)
    with tempfile.NamedTemporaryFile("r", errors="replace") as trace:
        sandbox = Sandbox(image, code, trace.name)
        try:
            for kind, stream, meta in (INIT, 2, init), (INVOKE, 4, {"invocation_id": "0", "timeout_ms": 60000}):
                answer, body = sandbox.ask(kind, stream, meta)
                if answer == ERROR:
                    sys.exit(f"{image}: {body.decode(errors='replace')}")
        finally:
            sandbox.close()
        pathlib.Path(result).write_bytes(body)
        # 4711 openat(… or, when another thread came in between: 4711 <... openat resumed>
        calls = re.findall(r"^\d+ +(?:<\.\.\. )?(\w+)(?:\(| resumed)", trace.read(), re.MULTILINE)
    print(*sorted(set(calls)))


if __name__ == "__main__":
    main(*sys.argv[1:])
