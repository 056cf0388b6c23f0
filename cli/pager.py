"""Long output on a terminal: by the user's pager, where there is one; and links, where they can be followed."""

import contextlib
import os
import shlex
import shutil
import sys
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TYPE_CHECKING, Final

from civic.links import linked, takes_links, unlinked
from civic.text import clean_line
from cli.common import progress_ends, remark

if TYPE_CHECKING:
    import subprocess

_NONE: Final = ("", "cat")
"""What $PAGER says where the user wants none."""


def print_lines(lines: Iterable[str]) -> None:
    """Print lines; where they are more than a terminal shows at once, by the command of $PAGER, which no shell
    reads."""
    command = _command()
    if not command:
        for line in lines:
            print(line)
        return
    columns, rows = shutil.get_terminal_size()
    first, rest, used = [], iter(lines), 0
    for line in rest:
        first.append(line)
        used += sum(max(1, -(-len(part) // columns)) for part in unlinked(line).split("\n"))
        if used >= rows:
            _page(command, chain(first, rest))
            return
    for line in first:
        print(line)


def print_pieces(pieces: Iterable[str]) -> None:
    """Print the pieces of one text; on a terminal as `print_lines` does."""
    if on_terminal():
        print_lines(_whole(pieces))
        return
    for piece in pieces:
        sys.stdout.write(piece)


def _whole(pieces: Iterable[str]) -> Iterator[str]:
    """Yield the lines of a text that comes in pieces, which end anywhere."""
    begun = ""
    for piece in pieces:
        *lines, begun = (begun + piece).split("\n")
        yield from lines
    if begun:
        yield begun


def link(text: str, url: str) -> str:
    """Return text as a link, where standard output is a terminal; `url` is what `civic.links` makes."""
    return linked(text, url) if on_terminal() and takes_links(os.environ.get("TERM", "")) else text


def on_terminal() -> bool:
    """Return whether people look at standard output, in a terminal that can do more than write."""
    return sys.stdout.isatty() and os.environ.get("TERM") not in (None, "dumb")


def _command() -> list[str]:
    said = os.environ.get("PAGER", "").strip()
    if said in _NONE or not on_terminal():
        return []
    try:
        return shlex.split(said)
    except ValueError:
        remark("PAGER has a quotation mark that is not closed: mend it.")
        return []


def _page(command: list[str], lines: Iterator[str]) -> None:
    """Write lines to the pager, until they or its user come to an end. They have no links, which not every pager lets
    through."""
    import subprocess  # hardly any output is longer than the terminal

    progress_ends()
    sys.stdout.flush()
    usual = {"LESS": "FRX", "LESSCHARSET": "utf-8", "LV": "-c"}
    try:
        pager = subprocess.Popen(command, stdin=subprocess.PIPE, env={**usual, **os.environ})
    except (OSError, ValueError):
        remark(f"The pager {clean_line(command[0], 60)!r} can't be started: set PAGER to one that is there.")
        for line in lines:
            print(unlinked(line))
        return
    with contextlib.suppress(BrokenPipeError, KeyboardInterrupt):  # its user has seen enough
        for line in lines:
            _write(pager, f"{unlinked(line)}\n")
    with contextlib.suppress(BrokenPipeError, KeyboardInterrupt):
        pager.communicate()
    while pager.poll() is None:
        with contextlib.suppress(KeyboardInterrupt):  # ctrl+c is the pager's own
            pager.wait()


def _write(pager: "subprocess.Popen[bytes]", text: str) -> None:
    if pager.stdin is not None:
        pager.stdin.write(text.encode("utf-8", "backslashreplace"))
