"""Wrapping of text to a width in cells, as offsets, so that passages of the text are passages of its lines."""

import re
from itertools import pairwise
from typing import Final, NamedTuple

from rich.cells import cell_len

from tui.text.plain import visible

_WORD: Final = re.compile(r"\S+\s*")


class Line(NamedTuple):
    """One line on the screen: code-point offsets into the text, end exclusive, trailing spaces left out."""

    start: int
    end: int


def wrap(text: str, width: int) -> list[Line]:
    """Return the lines of a text in `width` cells (at least 1). Lines break between words, words that are longer than a
    line between characters; a line of the text that is empty is an empty line."""
    width = max(width, 1)
    lines: list[Line] = []
    position = 0
    for raw in text.split("\n"):
        if raw.isascii():
            _wrap_narrow(raw, position, width, lines)
        else:
            _wrap_wide(raw, position, width, lines)
        position += len(raw) + 1
    return lines


def _wrap_narrow(raw: str, offset: int, width: int, lines: list[Line]) -> None:
    """Wrap where every character has one cell: a line's end is found by one search back from where it must end."""
    start, end = 0, len(raw.rstrip())
    while end - start > width:
        stop = raw.rfind(" ", start + 1, start + width + 1)
        if stop < 0 or not raw[start:stop].strip():
            stop = start + width
        lines.append(Line(offset + start, offset + start + len(raw[start:stop].rstrip())))
        start = stop
        while start < end and raw[start] == " ":
            start += 1
    lines.append(Line(offset + start, offset + max(start, end)))


def _wrap_wide(raw: str, offset: int, width: int, lines: list[Line]) -> None:
    start = end = used = 0
    for word in _WORD.finditer(raw):
        body = word.group().rstrip()
        size, gap = cell_len(visible(body)), word.start() - end
        if end > start and used + gap + size > width:
            lines.append(Line(offset + start, offset + end))
            start, used, gap = word.start(), 0, 0
        if size > width:  # such a word begins a line, or goes on in the one it begins
            cuts = _cuts(body, width)
            lines.extend(Line(offset + word.start() + a, offset + word.start() + b) for a, b in pairwise(cuts[:-1]))
            start = word.start() + cuts[-2]
            used = cell_len(visible(body[cuts[-2] :]))
        else:
            used += gap + size
        end = word.start() + len(body)
    lines.append(Line(offset + start, offset + end))


def _cuts(word: str, width: int) -> list[int]:
    """Return where a word of more than `width` cells is cut, its beginning and end included."""
    cuts, used = [0], 0
    for index, character in enumerate(word):
        size = cell_len(visible(character))
        if used + size > width and index > cuts[-1]:
            cuts.append(index)
            used = 0
        used += size
    return [*cuts, len(word)]
