"""A program in a pseudo-terminal, read as bytes: no emulator stands between a key and its frame."""

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, Self

from benchmarks.measure import busy_of, cpu_of, tree

COLUMNS: Final = 140
ROWS: Final = 40
_PATIENCE: Final = 120.0
_STYLE: Final = re.compile(rb"\x1b\[[0-9;?]*[a-zA-Z]")
_READING: Final = re.compile(rb"reading \d+ of ")
"""What the desk says of its work in the background, in the form of the place in the list that is waited for."""
_CALM: Final = 0.03
"""The share of a processor below which a program counts as idle."""


class Terminal:
    """A running program in a terminal of 140×40."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], folder: Path) -> None:
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        self._began = time.perf_counter()
        self._process = subprocess.Popen(
            command, stdin=slave, stdout=slave, stderr=slave, cwd=folder, env=environment, start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )  # fmt: skip
        os.close(slave)
        self._raw = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        os.close(self._master)

    @property
    def seconds(self) -> float:
        """Seconds since it was started."""
        return time.perf_counter() - self._began

    @property
    def cpu(self) -> float:
        """CPU seconds of the program alone, without its children."""
        return cpu_of(self._process.pid)

    def press(self, keys: str) -> None:
        """Type keys; what was written before no longer counts as seen."""
        self._raw = b""
        os.write(self._master, keys.encode())

    def wait_for(self, wanted: str) -> float:
        """Wait for words on the screen; return the seconds from the start to them. Raises TimeoutError."""
        end = time.perf_counter() + _PATIENCE
        while wanted.encode() not in _READING.sub(b"", _STYLE.sub(b"", self._raw)):
            if not self._read(max(0.0, end - time.perf_counter())):
                raise TimeoutError(f"{wanted!r} was never seen: {_STYLE.sub(b' ', self._raw[-2000:])!r}")
        return self.seconds

    def wait_still(self, quiet: float) -> float:
        """Wait until nothing is written for so many seconds; return the seconds from the start to what came last."""
        last = self.seconds
        while self._read(quiet):
            last = self.seconds
        return last

    def wait_idle(self) -> None:
        """Wait until the program and its children have had next to nothing to do for three seconds."""
        calm, (before, _) = 0, busy_of(self._process.pid)
        while calm < 3:
            self.wait(1.0)
            now, _ = busy_of(self._process.pid)
            calm, before = (calm + 1 if abs(now - before) < _CALM else 0), now

    def idle(self, seconds: float) -> tuple[float, float]:
        """Leave it alone for so long; return the CPU milliseconds and wake-ups of all its processes a second."""
        before, began = busy_of(self._process.pid), time.perf_counter()
        self.wait(seconds)
        after, took = busy_of(self._process.pid), time.perf_counter() - began
        return 1000 * (after[0] - before[0]) / took, (after[1] - before[1]) / took

    def wait(self, seconds: float) -> None:
        """Read what it writes for so long."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            self._read(left)

    @property
    def processes(self) -> int:
        """How many processes it is."""
        return len(tree(self._process.pid))

    def leave(self, keys: str) -> None:
        """Type keys that end the program, and wait for its end. Raises TimeoutError."""
        self.press(keys)
        end = time.perf_counter() + _PATIENCE
        while self._process.poll() is None:
            if time.perf_counter() > end:
                raise TimeoutError("the program does not end")
            self._read(0.05)

    def _read(self, seconds: float) -> bool:
        if not select.select([self._master], [], [], seconds)[0]:
            return False
        try:
            self._raw += os.read(self._master, 65536)
        except OSError:  # Linux says so when the other side is closed
            time.sleep(min(seconds, 0.01))
            return False
        return True
