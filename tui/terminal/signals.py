"""A terminal that is closed, and a polite kill: the program leaves as it does by its own key."""

import asyncio
import contextlib
import os
import signal
import threading
from collections.abc import Callable
from types import FrameType
from typing import Final

_SIGNALS: Final = ("SIGTERM", "SIGHUP")
_PATIENCE: Final = 3.0
"""Seconds that leaving may take. Every decision is on disk already, and a terminal that is gone may take what is
written to it for ever."""


def leave_on_signals(leave: Callable[[int], object]) -> None:
    """Call `leave` in the running loop with the exit status 128+n when a signal asks the program to end; where that
    leads to nothing, end all the same. To be called in the main thread."""
    loop = asyncio.get_running_loop()

    def asked(number: int, _frame: FrameType | None) -> None:
        # Not by the loop's own means: the loop may be what hangs on the terminal.
        hard = threading.Timer(_PATIENCE, os._exit, [128 + number])
        hard.daemon = True
        hard.start()
        with contextlib.suppress(RuntimeError):  # the loop has ended: so does the program
            loop.call_soon_threadsafe(leave, 128 + number)

    for name in _SIGNALS:
        if number := getattr(signal, name, None):  # Windows has no SIGHUP
            signal.signal(number, asked)


def has_shell() -> bool:
    """Return whether a shell started this program as a job of its own, so that it can be stopped and brought back; the
    one program of a terminal would stand still for ever."""
    return hasattr(os, "getsid") and os.getsid(0) != os.getpid()
