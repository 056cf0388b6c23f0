"""Work that must not hold up the keys runs in a process of its own, which ends with the one that started it."""

import json
import os
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from storage.files.places import Places

_ROOT: Final = str(Path(__file__).resolve().parents[2])


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


def end_with_parent() -> None:
    """Have this child end when its parent does, even when that is killed: its end of the pipe closes then."""

    def watch() -> None:
        with suppress(OSError, ValueError):
            os.read(sys.stdin.fileno(), 1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def be_modest(by: int) -> None:
    """Have this child give way to all other processes; `by` is how much is added to its niceness, 0 to 19."""
    if hasattr(os, "nice"):
        with suppress(OSError):
            os.nice(by)
