"""What the user is told when code fails: type, message, and the frames of their own code."""

AGENT = __file__.rpartition("/faas_agent/")[0] + "/"
TYPE_LIMIT = 256
MESSAGE_LIMIT = 8 << 10
STACK_LIMIT = 64 << 10
RETRY_AFTER_LIMIT = 24 * 3600


class Failure(Exception):
    """A failure that has its answer already."""

    def __init__(self, kind, type_name, message, stack="", retry_after_ms=None):
        super().__init__(message)
        self.kind, self.type, self.message, self.stack = kind, type_name[:TYPE_LIMIT], message[:MESSAGE_LIMIT], stack
        self.retry_after_ms = retry_after_ms


def describe(kind, error):
    if isinstance(error, Failure):
        return error
    if isinstance(error, SystemExit):
        return Failure("exited", "SystemExit", f"exit status {exit_status(error)}", stack_of(error))
    return Failure(kind, type(error).__name__, message_of(error), stack_of(error), retry_after_ms(error))


def message_of(error):
    try:
        return str(error)
    except Exception:
        return "<the exception's own __str__ failed>"


def retry_after_ms(error):
    """What an exception asks for with an attribute retry_after, in seconds."""
    try:
        seconds = error.retry_after
        return round(min(max(seconds, 0), RETRY_AFTER_LIMIT) * 1000) if isinstance(seconds, (int, float)) else None
    except Exception:
        return None


def exit_status(error):
    if error.code is None:
        return 0
    return error.code if isinstance(error.code, int) else f"1: {error.code}"


def stack_of(error):
    import traceback

    summary = traceback.TracebackException.from_exception(error)
    seen = set()

    def keep_user_frames(part):
        if part is None or id(part) in seen:
            return
        seen.add(id(part))
        part.stack[:] = [entry for entry in part.stack if not hidden(entry.filename)]
        keep_user_frames(part.__cause__)
        keep_user_frames(part.__context__)
        for inner in getattr(part, "exceptions", None) or ():
            keep_user_frames(inner)

    keep_user_frames(summary)
    return "".join(summary.format())[-STACK_LIMIT:]


def hidden(filename):
    return filename.startswith((AGENT, "<frozen importlib"))
