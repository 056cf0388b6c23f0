"""A real terminal for the real program: a pty, read by pyte as a terminal would."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import pyte
import pytest
from wcwidth import wcwidth

DEADLINE = 30.0
"""Seconds that anything may take before it counts as never; generous, for busy machines."""
# pyte 0.8 takes private parameters but not these prefixes (kitty's keyboard, xterm's), and would print what follows.
_NOT_FOR_PYTE = re.compile(rb"\x1b\[[<>=][0-9;]*[a-zA-Z]|\x1b\[\?[0-9;]*\$p|\x1bP[^\x1b]*\x1b\\")


def program() -> list[str]:
    """The installed program: what CIVICDESK_PROGRAM names, else the command beside this Python, else the module."""
    if named := os.environ.get("CIVICDESK_PROGRAM"):
        return [named]
    beside = Path(sys.executable).with_name("civicdesk")
    return [str(beside)] if beside.exists() else [sys.executable, "-m", "tui"]


class Terminal:
    """One program in a terminal of its own. `raw` is every byte that it wrote."""

    def __init__(self, command: Sequence[str], environ: Mapping[str, str], cwd: Path, columns: int, rows: int) -> None:
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self.raw = b""
        self._unread = b""
        self.master, slave = pty.openpty()
        self._set_size(columns, rows)
        self.process = subprocess.Popen(
            command, stdin=slave, stdout=slave, stderr=slave, cwd=cwd, env=environ, start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )  # fmt: skip
        os.close(slave)

    def _set_size(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def resize(self, columns: int, rows: int) -> None:
        """Change the size, as a window manager does; the program is told by the kernel."""
        self.screen.resize(rows, columns)
        self._set_size(columns, rows)

    def press(self, *keys: str) -> None:
        """Type keys: characters, or escape sequences of them."""
        for key in keys:
            os.write(self.master, key.encode())

    @property
    def lines(self) -> list[str]:
        """What stands on the screen, row by row.

        Not pyte's own `display`: it fails on the second half of a wide character whose first half was written over,
        which is there between two parts of a frame; a terminal shows a space in its place.
        """
        rows = (self.screen.buffer[y] for y in range(self.screen.lines))
        return ["".join(_row([row[x].data for x in range(self.screen.columns)])) for row in rows]

    @property
    def text(self) -> str:
        """What stands on the screen, a line a row."""
        return "\n".join(self.lines)

    def wait_for(self, *wanted: str | Callable[["Terminal"], bool], gone: str = "") -> None:
        """Read until all texts stand on the screen (or all conditions hold) and `gone` does not."""

        def there() -> bool:
            found = all(one in self.text if isinstance(one, str) else one(self) for one in wanted)
            return found and not (gone and gone in self.text)

        end = time.monotonic() + DEADLINE
        while not there():
            if time.monotonic() > end or not self._read(end):
                missing = [one for one in wanted if isinstance(one, str) and one not in self.text]
                pytest.fail(f"never seen: {missing or wanted} (gone: {gone!r})\n{self.text}")

    def drain(self, seconds: float = 0.05) -> None:
        """Read what the program writes within some time, so that it goes on while something else is waited for."""
        end = time.monotonic() + seconds
        while self._read(end):
            pass

    def wait_end(self) -> int:
        """Read until the program ends; its exit status, negative for a signal."""
        end = time.monotonic() + DEADLINE
        while self._read(end):
            if time.monotonic() > end and self.process.poll() is None:
                pytest.fail(f"never ended\n{self.text}")
        return self.process.wait(DEADLINE)

    def _read(self, end: float) -> bool:
        """Take in what the program writes next; False when it has ended or the time is over."""
        ready, _, _ = select.select([self.master], [], [], max(0.0, end - time.monotonic()))
        try:
            data = os.read(self.master, 65536) if ready else b""
        except OSError:  # Linux says so when the other side is closed
            data = b""
        if not data:  # what a killed program had begun to write stays a part
            return False
        self.raw += data
        # A sequence may be cut in two by the read; its tail comes with the next one.
        data = self._unread + data
        cut = data.rfind(b"\x1b", max(0, len(data) - 40))
        whole, self._unread = (data[:cut], data[cut:]) if cut >= 0 else (data, b"")
        if cut >= 0 and _is_whole(self._unread):
            whole, self._unread = data, b""
        self._stream.feed(_NOT_FOR_PYTE.sub(b"", whole))
        return True

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the program."""
        self.process.send_signal(number)

    def close(self) -> None:
        """End the program if it has not ended, and the terminal."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(DEADLINE)
        os.close(self.master)


def _row(cells: Sequence[str]) -> Iterator[str]:
    """The characters of one row; the empty cell behind a wide character is part of it."""
    for before, cell in pairwise(("", *cells)):
        if cell:
            yield cell
        elif not before or wcwidth(before[0]) != 2:
            yield " "


def _is_whole(tail: bytes) -> bool:
    """Whether what begins with an escape holds a complete sequence."""
    return bool(re.match(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[ -/]*[0-OQ-Z\\^-~])", tail))
