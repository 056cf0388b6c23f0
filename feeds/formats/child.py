"""How a child process is started that reads content from outside, how it is confined, and how one talks to it."""

import contextlib
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final

MEMORY: Final = 2**30
"""Bytes of address space that a child may have."""
PIPE: Final = 2**20
"""Bytes that may be on the way between a child and who started it: more than a usual feed makes."""
OVERRUN: Final = int(getattr(signal, "SIGPROF", signal.SIGTERM))
"""The signal that ends a child whose time of the processor is over."""
_ROOT: Final = str(Path(__file__).resolve().parents[2])
# Not `-m`: that puts the current folder first on the path, and what lies in it would run in the child.
_START: Final = """\
import importlib, sys
if sys.argv[1] not in sys.path: sys.path.insert(0, sys.argv[1])
importlib.import_module(sys.argv[2]).main()
"""


def command(module: str) -> list[str]:
    """Return the arguments that run `main()` of a module of ours in a fresh Python, with the code that runs here."""
    return [sys.executable, "-P", "-c", _START, _ROOT, module]


def write_frame(stream: IO[bytes], data: bytes) -> None:
    """Write bytes with their length before them: four bytes, the highest first."""
    stream.write(len(data).to_bytes(4, "big"))
    stream.write(data)


def read_frame(stream: IO[bytes], largest: int = 2**32) -> bytes:
    """Return the next bytes that `write_frame` wrote. Raises EOFError at the end of the stream, ValueError for more
    than `largest`."""
    head = stream.read(4)
    length = int.from_bytes(head, "big")
    if length > largest:
        raise ValueError("an answer beyond all measure")
    data = stream.read(length) if len(head) == 4 else b""
    if len(head) < 4 or len(data) < length:
        raise EOFError
    return data


def confine() -> None:
    """Limit the memory of this process to MEMORY, and forbid it what no reader needs: writing files, dumping core."""
    try:
        import resource
    except ImportError:  # no such limits on Windows; the deadline holds there too
        return
    for limit, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0)):
        with contextlib.suppress(ValueError, OSError):  # a tighter limit of the system's stays
            resource.setrlimit(limit, (most, most))


def widen(pipe: int) -> None:
    """Have a pipe take PIPE bytes, where the system can: who writes into it need not wait then until the other side,
    which has much else to do, takes some of them."""
    with contextlib.suppress(ImportError, AttributeError, OSError):  # Linux has this, and may allow less
        import fcntl

        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, PIPE)


@contextlib.contextmanager
def within(seconds: float) -> Iterator[None]:
    """End this process once it has used the processor for so many seconds until the end of the block; how long it waits
    for others on a busy machine doesn't count. The kernel ends it, wherever it is."""
    if not hasattr(signal, "setitimer"):  # not on Windows, where the parent looks at the clock alone
        yield
        return
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
