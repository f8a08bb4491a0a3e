"""Everything that the function, its C code and its child processes write becomes log frames, in the order of writing."""

import _thread
import io
import os
import select
import sys
import time

from .frames import LOG, encode_meta, frame

CHUNK = 64 << 10
POLLRDHUP = 0x2000

# The first writes of a call go out one by one, so that whatever ends the process they are with the worker. Who writes
# more than that in a row is sent in batches, of which such an end takes the last two milliseconds.
SINGLE_WRITES = 100
BATCH_SECONDS = 0.002


class Output:
    """Python's own writes go straight to the socket; file descriptors 1 and 2 are a pipe that is emptied before each."""

    def __init__(self, connection):
        self._connection = connection
        self._lock = _thread.RLock()
        # Held while the function waits for an answer of the platform's; the connection is that thread's meanwhile.
        self.asking = _thread.allocate_lock()
        self.stream = None
        self._early = bytearray()
        self._skipped = 0
        self._singles = 0
        self._batch = bytearray()
        self._forked = False
        self._timer = os.timerfd_create(time.CLOCK_MONOTONIC, flags=os.TFD_NONBLOCK | os.TFD_CLOEXEC)
        self._pipe, write_end = os.pipe()
        os.set_blocking(self._pipe, False)
        for descriptor in (1, 2):
            os.dup2(write_end, descriptor)
        os.close(write_end)
        sys.stdout = sys.__stdout__ = self._text("<stdout>")
        sys.stderr = sys.__stderr__ = self._text("<stderr>")
        self._texts = sys.stdout, sys.stderr
        os.register_at_fork(after_in_child=self._after_fork)
        _thread.start_new_thread(self._follow, ())

    def _text(self, name):
        raw = LogStream(self, name)
        return io.TextIOWrapper(raw, "utf-8", "backslashreplace", line_buffering=True)

    def open(self, stream):
        """What was written between two invocations belongs to the next one's logs."""
        self.stream = stream
        self._singles = SINGLE_WRITES
        if self._early:
            with self._lock:
                self._send(self._early)
                self._early = bytearray()

    def answer(self, kind, meta, payload=b""):
        for text in self._texts:
            if not text.closed:
                text.flush()
        with self.asking, self._lock:
            self._drain()
            self._flush()
            stream, self.stream = self.stream, None
            self._connection.send(frame(kind, stream, meta, payload))

    def say(self, stream, kind, meta, payload=b""):
        """Speaks for the function, after what it has written before. False: its call has been answered."""
        if self._forked:
            raise RuntimeError("a forked process has no platform to speak to")
        with self._lock:
            if stream != self.stream:
                return False
            self._drain()
            self._flush()
            self._connection.send(frame(kind, stream, meta, payload))
            return True

    def receive(self):
        return self._connection.receive()

    def write(self, data):
        if self._forked:
            self._write_through(data)
            return
        with self._lock:
            self._drain()
            if self._singles or self.stream is None:
                self._singles = max(0, self._singles - 1)
                self._send(data)
            else:
                self._gather(data)

    def _gather(self, data):
        if not self._batch:
            os.timerfd_settime(self._timer, initial=BATCH_SECONDS)
        self._batch += data
        if len(self._batch) >= CHUNK:
            self._flush()

    def _flush(self):
        if self._batch:
            batch, self._batch = self._batch, bytearray()
            self._send(batch)

    def _drain(self):
        try:
            data = os.read(self._pipe, CHUNK)
        except BlockingIOError:
            return
        self._flush()
        self._send(data)

    def _send(self, data):
        if self.stream is None:
            room = CHUNK - len(self._early)
            self._early += data[:room]
            self._skipped += max(0, len(data) - room)
            return
        for start in range(0, len(data), CHUNK):
            self._connection.send(frame(LOG, self.stream, payload=bytes(data[start:start + CHUNK])))
        if self._skipped:
            self._connection.send(frame(LOG, self.stream, encode_meta({"skipped_bytes": self._skipped})))
            self._skipped = 0

    def _follow(self):
        poll = select.poll()
        poll.register(self._pipe, select.POLLIN)
        poll.register(self._timer, select.POLLIN)
        # A worker that dies takes the sandbox with it, also while the handler computes.
        poll.register(self._connection.fileno(), POLLRDHUP)
        while True:
            for descriptor, _ in poll.poll():
                if descriptor == self._timer:
                    self._on_timer()
                elif descriptor == self._pipe:
                    with self._lock:
                        self._drain()
                else:
                    os._exit(0)

    def _on_timer(self):
        try:
            os.read(self._timer, 8)
        except BlockingIOError:
            # Set anew since it woke this thread.
            return
        with self._lock:
            self._flush()

    def _after_fork(self):
        """A forked child shares the socket but may not speak on it: it writes to the pipe like any other child."""
        self._forked = True
        self._connection.close()

    @staticmethod
    def _write_through(data):
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(1, rest):]


class LogStream(io.RawIOBase):
    def __init__(self, output, name):
        self._output = output
        self.name = name
        self.mode = "wb"

    def writable(self):
        return True

    def fileno(self):
        return 1 if self.name == "<stdout>" else 2

    def write(self, data):
        data = bytes(data)
        if data:
            self._output.write(data)
        return len(data)
