"""A program: started once per invocation, payload on stdin, result on stdout, logs on stderr."""

import json
import os
import select
import shutil
import signal
import subprocess

from .failure import Failure
from .frames import MAX_PAYLOAD

CHUNK = 64 << 10
TAIL = 8 << 10


class Program:
    def __init__(self, init, output):
        self._arguments = init["program"]
        self._directory = os.environ.get("FAAS_CODE", "/code")
        self._output = output
        if shutil.which(self._arguments[0]) is None:
            raise Failure("init_error", "ProgramNotFound", f"{self._arguments[0]} is not an executable file")
        self._check_syntax()

    def _check_syntax(self):
        script = self._arguments[1] if len(self._arguments) > 1 else ""
        if not self._arguments[0].startswith("python") or not script.endswith(".py"):
            return
        if not os.path.isfile(script):
            raise Failure("init_error", "ProgramNotFound", f"{os.path.relpath(script, self._directory)} is not in the code")
        with open(script, "rb") as source:
            compile(source.read(), script, "exec", dont_inherit=True)

    def invoke(self, meta, payload):
        """The result as (content type, bytes)."""
        environment = os.environ | {
            "FAAS_INVOCATION_ID": meta.get("invocation_id") or "",
            "FAAS_ATTEMPT": str(meta.get("attempt", 1)),
            "FAAS_TIMEOUT_MS": str(meta.get("timeout_ms", "")),
            "FAAS_CONTENT_TYPE": meta.get("content_type") or "",
            "TRACEPARENT": meta.get("traceparent") or "",
        }
        try:
            process = subprocess.Popen(
                self._arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                bufsize=0, cwd=self._directory, env=environment)
        except OSError as error:
            raise Failure("exited", "ProgramNotStarted", str(error)) from None
        try:
            result, tail = self._converse(process, payload)
        finally:
            end_everything()
        status = process.wait()
        if status and len(result) < MAX_PAYLOAD:
            raise Failure("exited", "ProgramFailed", describe(status), tail.decode("utf-8", "replace"))
        return content_type_of(result), bytes(result)

    def _converse(self, process, payload):
        """Feeds and reads until the program itself has ended; what it left running is not waited for."""
        ended = os.pidfd_open(process.pid)
        for pipe in (process.stdin, process.stdout, process.stderr):
            os.set_blocking(pipe.fileno(), False)
        self._result, self._tail, self._rest = bytearray(), b"", memoryview(payload)
        stdin, stdout, stderr = (pipe.fileno() for pipe in (process.stdin, process.stdout, process.stderr))
        actions = {stdin: self._feed, stdout: self._read_result, stderr: self._read_logs}
        poll = select.poll()
        for descriptor in actions:
            poll.register(descriptor, select.POLLOUT if descriptor == stdin else select.POLLIN)
        poll.register(ended, select.POLLIN)
        running = True
        while running and len(self._result) < MAX_PAYLOAD:
            ready = {descriptor for descriptor, _ in poll.poll()}
            running = ended not in ready
            for descriptor in ready - {ended}:
                if not actions[descriptor](descriptor):
                    poll.unregister(descriptor)
                    if descriptor == stdin:
                        process.stdin.close()
        os.close(ended)
        while not running and len(self._result) < MAX_PAYLOAD and self._read_result(stdout):
            pass
        while not running and self._read_logs(stderr):
            pass
        for pipe in (process.stdin, process.stdout, process.stderr):
            pipe.close()
        return self._result, self._tail

    def _feed(self, descriptor):
        try:
            self._rest = self._rest[os.write(descriptor, self._rest[:CHUNK]):]
        except BrokenPipeError:
            return False
        return len(self._rest) > 0

    def _read_result(self, descriptor):
        data = read(descriptor, min(CHUNK, MAX_PAYLOAD - len(self._result)))
        self._result += data
        return len(data) > 0

    def _read_logs(self, descriptor):
        data = read(descriptor, CHUNK)
        if data:
            self._output.write(data)
            self._tail = (self._tail + data)[-TAIL:]
        return len(data) > 0


def read(descriptor, size):
    try:
        return os.read(descriptor, size)
    except BlockingIOError:
        return b""


def end_everything():
    """Nothing that an invocation started may outlive it: all processes but the first one and this one."""
    try:
        os.kill(-1, signal.SIGKILL)
    except ProcessLookupError:
        pass


def describe(status):
    if status < 0:
        return f"killed by signal {-status} ({signal.strsignal(-status)})"
    return f"exit status {status}"


def content_type_of(result):
    if result.lstrip()[:1] in (b"{", b"["):
        try:
            json.loads(result)
            return "application/json"
        except ValueError:
            pass
    try:
        result.decode()
        return "text/plain; charset=utf-8"
    except UnicodeDecodeError:
        return "application/octet-stream"
