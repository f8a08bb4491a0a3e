"""The Python agent: turns an empty container into one function and calls it (hop 2 of docs/protocol.md)."""

import os
import sys

from faas_agent.failure import describe
from faas_agent.frames import (
    ERROR, GOODBYE, HELLO, INIT, INVOKE, KEPT, MAX_PAYLOAD, PING, PONG, RESULT, WELCOME, Closed, Connection,
    ProtocolError, encode_meta, frame)
from faas_agent.function import CODE, Context, Function
from faas_agent.output import Output


def main():
    connection = Connection(os.environ.get("FAAS_SOCKET", "/run/faas/agent.sock"))
    connection.send(frame(HELLO, 0, encode_meta({
        "protocol": 1, "agent": os.environ.get("FAAS_AGENT", ""), "runtime": "python",
        "runtime_version": sys.version.split()[0]})))
    output = Context._output = Output(connection)
    function = None
    while True:
        kind, stream, meta, payload = connection.receive()
        if kind == INVOKE and function:
            invoke(output, function, stream, meta, payload)
        elif kind == INIT:
            function = initialise(output, stream, meta)
        elif kind == PING:
            connection.send(frame(PONG, stream))
        elif kind == GOODBYE:
            return
        elif kind == WELCOME:
            Context._is_kept = meta.get("checkpoints", False)
        elif kind != KEPT:
            raise ProtocolError(f"a frame of type {kind} does not belong here")


RESULT_META = {kind: encode_meta({"content_type": kind}) for kind in ("application/json", "application/octet-stream")}


def invoke(output, function, stream, meta, payload):
    output.open(stream)
    try:
        content_type, result = function.invoke(meta, payload)
    except BaseException as error:
        fail(output, "function_error", error)
    else:
        # A longer result is cut at what a frame holds, which is still more than any worker takes.
        output.answer(RESULT, RESULT_META.get(content_type) or encode_meta({"content_type": content_type}), result[:MAX_PAYLOAD])


def initialise(output, stream, init):
    output.open(stream)
    os.environ.update(init.get("environment") or {})
    os.environ["FAAS_FUNCTION"], os.environ["FAAS_VERSION"] = init.get("function") or "", init.get("version") or ""
    try:
        if init.get("program"):
            from faas_agent.program import Program

            function = Program(init, output)
        else:
            become_the_function(CODE)
            function = Function(init)
    except BaseException as error:
        fail(output, "init_error", error)
        return None
    output.answer(RESULT, b"")
    return function


def become_the_function(code):
    """Paths are the function's, and multiprocessing does not start this agent again in its children."""
    sys.path[0], sys.argv = code, [""]
    del sys.modules["__main__"].__file__


def fail(output, kind, error):
    failure = describe(kind, error)
    closing = failure.kind == "exited" and isinstance(error, SystemExit)
    meta = {"kind": failure.kind, "type": failure.type, "message": failure.message, "closing": closing}
    if failure.retry_after_ms is not None:
        meta["retry_after_ms"] = failure.retry_after_ms
    output.answer(ERROR, encode_meta(meta), failure.stack.encode("utf-8", "replace"))
    if closing:
        os._exit(0)


if __name__ == "__main__":
    try:
        main()
    except Closed:
        os._exit(0)
