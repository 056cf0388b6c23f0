"""A passage that is being selected in a text: by sentences with the keyboard, by letters with the mouse."""

from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate
from typing import Self

from rich.cells import cell_len

from civic.sentences import sentences
from civic.story import Span
from tui.text.plain import visible


@dataclass(frozen=True, slots=True)
class Passage:
    """A selection by whole units: `units` are the sentences of the text in order; `anchor` and `cursor` are positions
    among them, both selected, with all between."""

    units: tuple[Span, ...]
    anchor: int
    cursor: int

    @classmethod
    def at(cls, text: str, offset: int) -> Self | None:
        """Select the sentence at a code-point offset, or the next one after it. Return None where the text has none."""
        units = tuple(sentences(text))
        if not units:
            return None
        at = bisect_right(units, offset, key=lambda span: span.end)
        at = min(at, len(units) - 1)
        return cls(units, at, at)

    def moved(self, by: int) -> "Passage":
        """Return the selection with its moving end `by` sentences further."""
        cursor = max(0, min(self.cursor + by, len(self.units) - 1))
        return Passage(self.units, self.anchor, cursor)

    def span(self, text: str) -> Span:
        """Return the span that is selected."""
        first, last = sorted((self.anchor, self.cursor))
        return between(text, self.units[first].start, self.units[last].end)


def between(text: str, one: int, other: int) -> Span:
    """Return the span between two code-point offsets, whichever is first, without white space at its ends."""
    start, end = sorted((max(0, one), min(len(text), other)))
    inner = text[start:end]
    start += len(inner) - len(inner.lstrip())
    inner = inner.strip()
    return Span(start, start + len(inner), inner)


def offset_of_cell(text: str, cell: int) -> int:
    """Return the position of the character that is drawn at a cell of a line; its length behind its end."""
    edges = list(accumulate(cell_len(visible(character)) for character in text))
    return bisect_right(edges, max(0, cell))
