"""Work that must not hold up the keys runs in a process of its own, which ends with the one that started it."""

import json
import os
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from storage.files.places import Places

_ROOT: Final = str(Path(__file__).resolve().parents[2])
_LONGEST_WISH: Final = 4096
"""A pipe takes a message of up to so many bytes whole or not at all."""


class Child:
    """A running helper process; its standard output is lines of progress."""

    def __init__(self, module: str, places: Places, arguments: Sequence[str] = ()) -> None:
        """Raises OSError where no process can be started."""
        path = os.pathsep.join(filter(None, (_ROOT, os.environ.get("PYTHONPATH"))))
        import subprocess  # hardly any command starts one

        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", module, _packed(places), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": path},
            start_new_session=True,  # a ctrl+c in the terminal is for the desk alone
        )
        assert self._process.stdout is not None  # noqa: S101  # for the type checker: it was opened
        os.set_blocking(self._process.stdout.fileno(), False)
        if self._process.stdin:
            os.set_blocking(self._process.stdin.fileno(), False)
        self._rest = b""

    @property
    def running(self) -> bool:
        """Whether it is still at work."""
        return self._process.poll() is None

    def lines(self) -> list[str]:
        """Return the lines of progress since the last call."""
        assert self._process.stdout is not None  # noqa: S101
        with suppress(OSError, ValueError):
            self._rest += self._process.stdout.read() or b""
        *lines, self._rest = self._rest.split(b"\n")
        return [line.decode("utf-8", "replace") for line in lines]

    def tell(self, line: str) -> None:
        """Have it hear a line. One that finds no room any more is lost: what is told is only a wish."""
        message = f"{line}\n".encode()
        if self._process.stdin and len(message) <= _LONGEST_WISH:
            with suppress(OSError, ValueError):
                os.write(self._process.stdin.fileno(), message)

    def wait(self, timeout: float) -> int | None:
        """Wait for its end and return its exit status; None while it goes on after `timeout` seconds."""
        from subprocess import TimeoutExpired

        with suppress(TimeoutExpired):
            return self._process.wait(timeout)
        return None

    def end(self) -> None:
        """End it now, whatever it does."""
        for stream in (self._process.stdin, self._process.stdout):
            if stream:
                with suppress(OSError):
                    stream.close()
        if self.running:
            self._process.kill()
        self._process.wait()


def _packed(places: Places) -> str:
    return json.dumps([str(places.data), str(places.config), str(places.cache), str(places.stories), places.named])


def unpacked(argument: str) -> Places:
    """Return, in the child, the places that it is to work on."""
    data, config, cache, stories, named = json.loads(argument)
    return Places(Path(data), Path(config), Path(cache), Path(stories), named)


def end_with_parent(hear: Callable[[str], None] = lambda _: None) -> None:
    """Have this child end when its parent does, even when that is killed: its end of the pipe closes then. Until then
    `hear` gets each line that it is told, in a thread of its own."""

    def watch() -> None:
        with suppress(OSError, ValueError):
            rest = b""
            while read := os.read(sys.stdin.fileno(), _LONGEST_WISH):
                *lines, rest = (rest + read).split(b"\n")
                for line in lines:
                    hear(line.decode("utf-8", "replace"))
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def be_modest(by: int) -> None:
    """Have this child give way to all other processes; `by` is how much is added to its niceness, 0 to 19."""
    if hasattr(os, "nice"):
        with suppress(OSError):
            os.nice(by)


def be_idle() -> None:
    """Have this child run only while no other process wants to: by the lowest class where the system has one, which
    holds for the disk as well, else by the highest niceness."""
    if hasattr(os, "sched_setscheduler") and hasattr(os, "SCHED_IDLE"):
        with suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    be_modest(19)
