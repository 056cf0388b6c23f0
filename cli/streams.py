"""Standard input, output and error as a program can rely on them, whatever it was started with."""

import contextlib
import io
import os
import sys
from typing import Final, TextIO

_MODES: Final = {"stdin": "r", "stdout": "w", "stderr": "w"}


def make_ready() -> None:
    """Have all three there, and have everything be printed: characters that an encoding lacks are written as escapes.

    A daemon may have closed some. What is opened next takes their numbers, and a file of the library must not be
    what a child process takes for its standard output, so they lead nowhere instead.
    """
    for name, mode in _MODES.items():
        if getattr(sys, name) is None:
            nowhere = os.open(os.devnull, os.O_RDWR)  # the lowest number that is free, which is the closed one's
            os.set_inheritable(nowhere, True)
            setattr(sys, name, os.fdopen(nowhere, mode, encoding="utf-8"))
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def print_no_more(*streams: TextIO) -> None:
    """Let what is still buffered go nowhere: Python writes it when it ends, and that would fail again."""
    for stream in streams:
        with contextlib.suppress(OSError, ValueError):  # captured output has no descriptor
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
            os.close(nowhere)
