"""Waiting for keys without waking up ten times a second.

Textual's driver for Linux looks ten times a second whether it should end. What it waits by is replaced in its module:
some time after the last key, it waits for the next one or until the driver ends.
`tests/tui/terminal/test_input_wait.py` fails where an upgrade waits by something else.
"""

import os
import selectors
import sys
import time
from contextlib import suppress
from types import SimpleNamespace
from typing import Final

from textual.driver import Driver

_ATTENTIVE: Final = 1.0
"""Seconds after a key in which the driver looks as often as it likes: the rest of an escape sequence may be to come."""
_PATIENCE: Final = 2.0
"""The longest wait, in seconds, should nobody wake it."""


class PatientSelector(selectors.SelectSelector):
    """A selector that waits longer than it is asked to, once nothing has come for a while, until `wake` is called."""

    def __init__(self) -> None:
        super().__init__()
        self._reading, self._writing = os.pipe()
        for end in (self._reading, self._writing):
            os.set_blocking(end, False)
        self.register(self._reading, selectors.EVENT_READ)
        self._attentive_until = time.monotonic() + _ATTENTIVE

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Return what can be read, without what only woke it."""
        now = time.monotonic()
        found = super().select(timeout if timeout is None or now < self._attentive_until else _PATIENCE)
        if found:
            self._attentive_until = time.monotonic() + _ATTENTIVE
            with suppress(OSError):
                os.read(self._reading, 1024)
        return [one for one in found if one[0].fd != self._reading]

    def wake(self) -> None:
        """Have it return at once, and be attentive; from any thread."""
        with suppress(OSError):
            os.write(self._writing, b".")

    def close(self) -> None:
        """Let go of what it waits for."""
        super().close()
        for end in (self._reading, self._writing):
            os.close(end)


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
