"""Documents read in a child process with limits, since what they hold can grow, hang and crash a reader. This process
imports no reader."""

import json
import subprocess
from collections.abc import Mapping
from importlib.util import find_spec
from threading import Timer
from types import TracebackType
from typing import Final, Self

from msgspec import Struct

from civic.jsonvalue import JsonValue
from feeds.documents.matter import Matter
from feeds.errors import FormatError
from feeds.formats import child

DEADLINE: Final = 30.0
"""Seconds that one file may take."""
JOBS_EACH: Final = 200
"""Files that one child reads before a fresh one takes its place, since readers leak and fragment memory."""
_LARGEST_ANSWER: Final = 50 * 2**20


class _Kind(Struct, frozen=True):
    """A kind of document: its name in messages, and the package and the extra that read it, "" where none is needed."""

    name: str
    package: str = ""
    extra: str = ""


_KINDS: Final[Mapping[str, _Kind]] = {
    "markdown": _Kind("Markdown"),
    "page": _Kind("HTML"),
    "mail": _Kind("e-mail"),
    "pdf": _Kind("PDF", "pypdf", "pdf"),
    "word": _Kind("Word", "mammoth", "documents"),
}


class Reader:
    """Reads documents one after the other: `with Reader() as reader`. The child starts with the first one."""

    def __init__(self, *, deadline: float = DEADLINE) -> None:
        """`deadline` is in seconds for each file."""
        self._deadline = deadline
        self._child: subprocess.Popen[bytes] | None = None
        self._jobs = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def read(self, kind: str, data: bytes) -> Matter:
        """Return what a document says; `kind` is one of "markdown", "page" and "mail" (all in UTF-8 but the last),
        "pdf" and "word".

        Raises FormatError where the package that reads it is missing, or where it can't be read within the limits.
        """
        known = _KINDS[kind]
        if known.package and find_spec(known.package) is None:
            raise FormatError(f"{known.name} files need one more package: install civicdesk[{known.extra}]")
        answer = self._ask(known, kind, data)
        fault = answer.get("fault")
        if isinstance(fault, str):
            raise FormatError(fault)
        return Matter.from_document(answer.get("document"))

    def _ask(self, known: _Kind, kind: str, data: bytes) -> dict[str, JsonValue]:
        process = self._running()
        late: list[bool] = []

        def end() -> None:
            late.append(True)
            process.kill()

        timer = Timer(self._deadline, end)
        timer.start()
        try:
            sink, source = process.stdin, process.stdout
            if sink is None or source is None:
                raise EOFError
            child.write_frame(sink, kind.encode())
            child.write_frame(sink, data)
            sink.flush()
            answer: JsonValue = json.loads(child.read_frame(source, _LARGEST_ANSWER))
        except (OSError, EOFError, ValueError) as error:
            self._stop()
            if late:
                raise FormatError(f"reading it takes longer than {self._deadline:g} seconds") from error
            raise FormatError(f"it is a broken {known.name} file, or one that takes too much memory") from error
        finally:
            timer.cancel()
        self._jobs += 1
        if self._jobs == JOBS_EACH or late:
            self._stop()
        return answer if isinstance(answer, dict) else {}

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is None:
            self._jobs = 0
            self._child = subprocess.Popen(
                child.command("feeds.documents.reader_child"),
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            )  # fmt: skip
        return self._child

    def _stop(self) -> None:
        if self._child is not None:
            self._child.kill()
            self._child.communicate()  # collects the exit status and closes the pipes
            self._child = None
