"""What a function asks of the platform while it runs: checkpoints and progress."""

import os
import re

from .frames import (
    CHECKPOINT, GOODBYE, KEPT, PROGRESS, RECALL, Closed, ProtocolError, decode_json, encode_json, encode_meta)

NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}")
CONTENT_LIMIT = 1 << 20
MESSAGE_LIMIT = 1 << 10
BYTES, TEXT, JSON = "application/octet-stream", "text/plain; charset=utf-8", "application/json"


class CheckpointError(RuntimeError):
    """It was not saved, or could not be read."""


def save(context, data, name):
    check(name)
    content_type, content = encode(data)
    if len(content) > CONTENT_LIMIT:
        raise ValueError(f"a checkpoint holds at most {CONTENT_LIMIT} bytes, and this one has {len(content)}")
    if not context._is_kept:
        raise CheckpointError("this version of the platform keeps no checkpoints")
    ask(context, CHECKPOINT, {"name": name, "content_type": content_type}, content)


def read(context, name):
    check(name)
    if not context._is_kept:
        return None
    meta, content = ask(context, RECALL, {"name": name})
    return decode(meta.get("content_type"), content) if meta.get("found") else None


def show(context, fraction, message):
    fraction = float(fraction)
    if fraction != fraction:
        raise ValueError("a progress is a number from 0 to 1")
    meta = {"fraction": min(max(fraction, 0.0), 1.0)}
    if message is not None:
        meta["message"] = str(message).encode("utf-8", "replace")[:MESSAGE_LIMIT].decode("utf-8", "ignore")
    if context._is_kept:
        context._output.say(context._stream, PROGRESS, encode_meta(meta))


def ask(context, kind, meta, payload=b""):
    """One at a time: whoever waits for an answer is the only one to read from the connection."""
    output, stream = context._output, context._stream
    with output.asking:
        if stream is None or not output.say(stream, kind, encode_meta(meta), payload):
            raise CheckpointError("the invocation has been answered already")
        meta, content = receive(output, stream)
    if meta.get("problem"):
        raise CheckpointError(meta["problem"])
    return meta, content


def receive(output, stream):
    kind = answered = None
    while kind != KEPT or answered != stream:
        try:
            kind, answered, meta, content = output.receive()
        except Closed:
            os._exit(0)
        if kind == GOODBYE:
            os._exit(0)
        if kind != KEPT:
            raise ProtocolError(f"a frame of type {kind} came instead of an answer")
    return meta, content


def check(name):
    if not isinstance(name, str) or not NAME.fullmatch(name):
        raise ValueError("the name of a checkpoint is 1 to 128 letters, digits, '.', '_' and '-', not beginning with '.'")


def encode(data):
    if isinstance(data, (bytes, bytearray, memoryview)):
        return BYTES, bytes(data)
    if isinstance(data, str):
        return TEXT, data.encode("utf-8", "surrogatepass")
    return JSON, encode_json(data).encode("utf-8", "surrogatepass")


def decode(content_type, content):
    if content_type == JSON:
        return decode_json(content.decode("utf-8", "surrogatepass"))
    return content.decode("utf-8", "surrogatepass") if content_type == TEXT else content
