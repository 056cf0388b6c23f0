"""Waiting for keys without waking up ten times a second.

Textual's driver for Linux looks ten times a second whether it should end. What it waits by is replaced in its module:
some time after the last key, it waits for the next one or until the driver ends.
`tests/tui/terminal/test_input_wait.py` fails where an upgrade waits by something else.

A terminal that is gone can be read at any time and gives nothing, so that Textual would look for keys without rest: who
was not told by a signal is told then.
"""

import os
import select
import selectors
import signal
import sys
import time
from contextlib import suppress
from types import SimpleNamespace
from typing import Any, Final

from textual.driver import Driver

_ATTENTIVE: Final = 1.0
"""Seconds after a key in which the driver looks as often as it likes: the rest of an escape sequence may be to come."""
_PATIENCE: Final = 2.0
"""The longest wait, in seconds, should nobody wake it."""

_REST: Final = 0.1
"""Seconds between two looks at a terminal that is gone, until the program has ended."""


class PatientSelector(selectors.SelectSelector):
    """A selector that waits longer than it is asked to, once nothing has come for a while, until `wake` is called."""

    def __init__(self) -> None:
        super().__init__()
        self._reading, self._writing = os.pipe()
        for end in (self._reading, self._writing):
            os.set_blocking(end, False)
        self.register(self._reading, selectors.EVENT_READ)
        self._attentive_until = time.monotonic() + _ATTENTIVE
        self._terminals: set[int] = set()
        self._gone: set[int] = set()

    def register(self, fileobj: Any, events: int, data: Any = None) -> selectors.SelectorKey:
        """Wait for this, too; of a terminal it is seen when it is gone."""
        key = super().register(fileobj, events, data)
        if os.isatty(key.fd):
            self._terminals.add(key.fd)
        return key

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Return what can be read, without what only woke it."""
        now = time.monotonic()
        found = super().select(timeout if timeout is None or now < self._attentive_until else _PATIENCE)
        if found:
            self._attentive_until = time.monotonic() + _ATTENTIVE
            with suppress(OSError):
                os.read(self._reading, 1024)
        gone = {one[0].fd for one in found if one[0].fd in self._terminals and _is_gone(one[0].fd)}
        if gone - self._gone:
            os.kill(os.getpid(), signal.SIGHUP)
        self._gone |= gone
        if gone:
            time.sleep(_REST)
        return [one for one in found if one[0].fd != self._reading and one[0].fd not in gone]

    def wake(self) -> None:
        """Have it return at once, and be attentive; from any thread."""
        with suppress(OSError):
            os.write(self._writing, b".")

    def close(self) -> None:
        """Let go of what it waits for."""
        super().close()
        for end in (self._reading, self._writing):
            os.close(end)


def _is_gone(terminal: int) -> bool:
    """Return whether nobody is at the other end of a terminal any more."""
    poll = select.poll()
    poll.register(terminal, select.POLLIN)
    return any(event & select.POLLHUP for _, event in poll.poll(0))


def patient(driver: type[Driver]) -> type[Driver]:
    """Return a driver like this one that sleeps while nothing is typed; itself where it does not wait by a selector."""
    module = sys.modules[driver.__module__]
    if not hasattr(module, "selectors"):
        return driver
    waiting: list[PatientSelector] = []

    def selector() -> PatientSelector:
        waiting[:] = [PatientSelector()]
        return waiting[0]

    vars(module)["selectors"] = SimpleNamespace(SelectSelector=selector, EVENT_READ=selectors.EVENT_READ)

    class PatientDriver(driver):  # type: ignore[misc, valid-type]  # the base is known only now
        def disable_input(self) -> None:
            for one in waiting:
                one.wake()
            super().disable_input()

    PatientDriver.__name__ = driver.__name__
    return PatientDriver
