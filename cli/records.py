"""Reading what somebody exported, a line at a time, whatever stands on the lines."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO, Final

from civic.correction import EVERYWHERE
from civic.export import Entry, RecordError, read_record
from civic.text import clean_line
from cli.common import CommandError, complain

_LONGEST: Final = 64 << 20
"""A line of more bytes than this is no story."""
_NAMED: Final = 10
"""So many bad lines are named on standard error; more are only counted."""


def add_records(parser: argparse.ArgumentParser) -> None:
    """The file that a command reads, and who signs what is unsigned there."""
    parser.add_argument(
        "file", metavar="FILE", help="what civicdesk export --format jsonl wrote, or - for standard input"
    )
    parser.add_argument("--who", default="", metavar="NAME", help="who decided, where the file does not say")


class Records:
    """The entries of a file, in constant memory. `read` counts stories, `skipped` lines; what is skipped is told."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        self.name: str = arguments.file
        stem = "unknown" if self.name == "-" else clean_line(Path(self.name).stem, 80) or "unknown"
        self.who = clean_line(arguments.who, 80) or stem
        self.read = 0
        self.skipped = 0

    def __iter__(self) -> Iterator[Entry]:
        with ExitStack() as stack:
            file = sys.stdin.buffer if self.name == "-" else stack.enter_context(_open(Path(self.name)))
            for number, line in enumerate(iter(lambda: file.readline(_LONGEST), b""), 1):
                if not line.strip():
                    continue
                try:
                    entry = read_record(line, self.who)
                except RecordError as error:
                    self._skip(number, str(error))
                    continue
                self.read += entry.story.id != EVERYWHERE
                yield entry

    def _skip(self, number: int, reason: str) -> None:
        self.skipped += 1
        if self.skipped <= _NAMED:
            complain(f"line {number} is left out: {reason}.")
        elif self.skipped == _NAMED + 1:
            complain("more lines are left out.")


def _open(path: Path) -> BinaryIO:
    from storage.files.disk import open_regular

    try:
        return open_regular(path)
    except FileNotFoundError:
        raise CommandError(f"There is no file {clean_line(str(path), 300)}: check its name.") from None
