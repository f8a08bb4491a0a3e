"""A handler function: loaded once at init, called once per invocation."""

import importlib.util
import os
import sys
import time

from .failure import Failure
from .frames import decode_json, encode_json

CO_COROUTINE = 0x80
CODE = os.environ.get("FAAS_CODE", "/code")


class Context:
    """The second argument of a handler."""

    __slots__ = (
        "invocation_id", "function_name", "function_version", "memory_limit_mb", "attempt", "headers", "traceparent",
        "deadline", "_ends", "_stream",
    )
    _output = None
    _is_kept = False

    def __init__(self, function, meta):
        self.function_name = function.name
        self.function_version = function.version
        self.memory_limit_mb = function.memory_mb
        self.invocation_id = meta.get("invocation_id")
        self.attempt = meta.get("attempt", 1)
        self.headers = meta.get("headers") or {}
        self.traceparent = meta.get("traceparent")
        timeout = meta.get("timeout_ms", 0) / 1000
        self._ends = time.monotonic() + timeout
        self.deadline = time.time() + timeout
        self._stream = self._output.stream

    def get_remaining_time_in_millis(self):
        return max(0, int((self._ends - time.monotonic()) * 1000))

    def checkpoint(self, data, name="default"):
        """Saves bytes, a string or anything JSON can hold for the next attempt; durable when it returns."""
        requests().save(self, data, name)

    def read_checkpoint(self, name="default"):
        """What was saved last under this name, by this attempt or one before it; None when nothing was."""
        return requests().read(self, name)

    @property
    def last_checkpoint(self):
        return self.read_checkpoint()

    def progress(self, fraction, message=None):
        """Shows how far this invocation is, from 0 to 1."""
        requests().show(self, fraction, message)


def requests():
    """Loaded by the first function that asks for something."""
    from . import requests

    return requests


class Function:
    def __init__(self, init):
        self.name = init.get("function")
        self.version = init.get("version")
        self.memory_mb = init.get("memory_mb")
        self._loop = None
        self._handler = self._load(init["handler"]["file"], init["handler"]["function"])
        if getattr(getattr(self._handler, "__code__", None), "co_flags", 0) & CO_COROUTINE:
            self._open_loop()

    def _load(self, file, function):
        path = os.path.join(CODE, file)
        if not os.path.isfile(path):
            files = ", ".join(sorted(name for name in os.listdir(CODE) if name.endswith(".py"))) or "none"
            raise Failure("init_error", "HandlerNotFound", f"{file} is not in the code; its Python files are: {files}")
        module = import_file(file, path)
        handler = getattr(module, function, None)
        if callable(handler):
            return handler
        names = ", ".join(
            name for name, value in vars(module).items()
            if callable(value) and getattr(value, "__module__", None) == module.__name__) or "none"
        raise Failure("init_error", "HandlerNotFound", f"{file} has no function '{function}'; its functions are: {names}")

    def invoke(self, meta, payload):
        """The result as (content type, bytes)."""
        result = self._handler(decode(meta.get("content_type"), payload), Context(self, meta))
        if hasattr(result, "__await__"):
            result = self._wait_for(result)
        if isinstance(result, (bytes, bytearray, memoryview)):
            return "application/octet-stream", bytes(result)
        return "application/json", encode(result)

    def _wait_for(self, awaitable):
        async def run():
            return await awaitable

        if self._loop is None:
            self._open_loop()
        return self._loop.run_until_complete(run())

    def _open_loop(self):
        import asyncio

        self._loop = asyncio.new_event_loop()
        asyncio.set_event_loop(self._loop)


def import_file(file, path):
    name = file.removesuffix(".py").replace("/", ".")
    if name in sys.modules:
        name = f"function.{name}"
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def encode(result):
    try:
        return encode_json(result).encode("utf-8", "surrogatepass")
    except (TypeError, ValueError, RecursionError) as error:
        raise Failure("function_error", type(error).__name__, f"the result is not JSON: {error}") from None


def decode(content_type, payload):
    if not payload:
        return None
    media = (content_type or "").partition(";")[0].strip().lower()
    try:
        if media == "application/json" or media.endswith("+json"):
            return decode_json(payload.decode())
        if media.startswith("text/"):
            return payload.decode()
    except ValueError as error:
        raise Failure("bad_payload", type(error).__name__, f"the payload is not {media}: {error}") from None
    if media and media != "application/x-www-form-urlencoded":
        return payload
    try:
        text = payload.decode()
    except UnicodeDecodeError:
        return payload
    try:
        return decode_json(text)
    except ValueError:
        return text
