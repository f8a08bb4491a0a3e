"""Frames of docs/protocol.md over the worker's socket, blocking: one receive and one send per warm call."""

import _socket
import json
import struct

HELLO, WELCOME, INIT, INVOKE, RESULT, ERROR, LOG = 1, 2, 4, 5, 6, 7, 8
PING, PONG, GOODBYE = 12, 13, 14
CHECKPOINT, RECALL, KEPT, PROGRESS = 15, 16, 17, 18

HEADER = struct.Struct("<IBBHQ")
MAX_BODY = 8 << 20
# Leaves room for the largest meta beside the payload.
MAX_PAYLOAD = MAX_BODY - (64 << 10)
BUFFER_SIZE = 64 << 10

encode_json = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode
decode_json = json.JSONDecoder().decode


class ProtocolError(Exception):
    pass


class Closed(Exception):
    pass


def frame(kind, stream, meta=b"", payload=b""):
    return b"".join((HEADER.pack(len(meta) + len(payload), kind, 0, len(meta), stream), meta, payload))


def encode_meta(meta):
    return encode_json(meta).encode("utf-8", "replace")


class Connection:
    def __init__(self, path):
        self._socket = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
        self._socket.connect(path)
        self._buffer = bytearray(BUFFER_SIZE)
        self._view = memoryview(self._buffer)
        self._start = self._end = 0
        self.send = self._socket.sendall
        self.close = self._socket.close
        self.fileno = self._socket.fileno

    def receive(self):
        """The next frame as (type, stream, meta, payload)."""
        while self._end - self._start < HEADER.size:
            self._fill()
        length, kind, flags, meta_length, stream = HEADER.unpack_from(self._buffer, self._start)
        if length > MAX_BODY or meta_length > length or flags:
            raise ProtocolError(f"malformed header of a frame of type {kind}, {length} bytes")
        self._start += HEADER.size
        body = self._take(length)
        return kind, stream, decode_json(body[:meta_length].decode()) if meta_length else {}, body[meta_length:]

    def _fill(self):
        if self._start == self._end:
            self._start = self._end = 0
        elif self._start:
            rest = self._buffer[self._start:self._end]
            self._start, self._end = 0, len(rest)
            self._buffer[:self._end] = rest
        self._end += self._receive_into(self._view[self._end:])

    def _take(self, length):
        available = self._end - self._start
        if length <= available:
            body = bytes(self._view[self._start:self._start + length])
            self._start += length
            return body
        body = bytearray(length)
        body[:available] = self._view[self._start:self._end]
        self._start = self._end = 0
        rest = memoryview(body)[available:]
        while rest:
            rest = rest[self._receive_into(rest):]
        return bytes(body)

    def _receive_into(self, view):
        try:
            count = self._socket.recv_into(view)
        except ConnectionResetError:
            raise Closed from None
        if not count:
            raise Closed
        return count
