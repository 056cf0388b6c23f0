"""Rows of a table in which a quotation mark may be missing: it takes its own row alone, never those behind. Pure."""

import csv
from collections.abc import Callable, Iterator, Sequence
from typing import Final

_END: Final = "\ue000end of the table"
"""A line behind the last one: it is a row of its own unless a quotation mark is open there."""
_NAMED: Final = 5
"""So many lines are named in a remark."""


def rows_of(
    lines: Sequence[str], delimiter: str, notify: Callable[[str], None], *, first: int = 1
) -> Iterator[list[str]]:
    """Yield the rows of these lines, each with its own end. A quotation mark that is not closed as it should be is read
    as no more than that, and `notify` gets one remark behind the last row with the lines of such marks, `first` being
    the number of the first line. Raises csv.Error."""
    at, width = 0, 0
    unclosed: list[int] = []
    while at < len(lines):
        start, reader = (
            at,
            csv.reader((lines[place] for place in range(at, len(lines))), delimiter=delimiter, strict=True),
        )
        try:
            for row in reader:
                at = start + reader.line_num
                width = width or len(row)
                yield row
        except csv.Error:
            row, taken, is_closed = _loosely(lines, at, delimiter, width)
            if not is_closed:
                unclosed.append(first + at)
            at += taken
            yield row
    if unclosed:
        numbers = ", ".join(map(str, unclosed[:_NAMED])) + (" …" if len(unclosed) > _NAMED else "")
        marks = (
            f"a quotation mark in line {numbers} is"
            if len(unclosed) == 1
            else f"quotation marks in lines {numbers} are"
        )
        notify(f"{marks} never closed, so that what stands there may be in the wrong column")


def _loosely(lines: Sequence[str], at: int, delimiter: str, width: int) -> tuple[list[str], int, bool]:
    """Return the row that begins in line `at`, of how many lines it is made, and whether its marks are closed.

    The line alone is the row where its marks are closed in it, or where it has as many cells as the header without
    heeding them; else all lines up to the next mark are, unless there is none.
    """
    alone = list(csv.reader([lines[at], _END], delimiter=delimiter))
    if len(alone) > 1:
        return alone[0], 1, True
    literal = next(csv.reader([lines[at]], delimiter=delimiter, quoting=csv.QUOTE_NONE))
    if len(literal) != width:
        rest = csv.reader((*(lines[place] for place in range(at, len(lines))), _END), delimiter=delimiter)
        row = next(rest)
        if not row[-1].endswith(_END):
            return row, rest.line_num, True
    return [cell.strip().strip('"').replace('""', '"') for cell in literal], 1, False
