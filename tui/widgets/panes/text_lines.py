"""The lines of a story's text, wrapped at a readable measure, with its evidence highlighted."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence, Set
from itertools import pairwise
from typing import Final, NamedTuple

from civic.story import Span
from tui.text.letters import concern_letters
from tui.text.passage import offset_of_cell
from tui.text.wrap import Line, wrap
from tui.widgets.line_view import Piece, concern_style

_GUTTER: Final = 2


class Highlight(NamedTuple):
    """A passage that is evidence for a concern: code-point offsets into the text, end exclusive."""

    start: int
    end: int
    tag: str


class TextLines:
    """The lines of a text behind a gutter. Evidence has a bar in the gutter in its concern's colour; the current
    passages are on a ground of their own and have a heavy bar, so that they are told apart without colour too."""

    def __init__(self, measure: int) -> None:
        """`measure` is the longest line in cells."""
        self._measure = measure
        self.text = ""
        self.empty = ""
        """what stands in the place of an empty text"""
        self._instead: Sequence[str] = ()
        self.highlights: Sequence[Highlight] = ()
        self.current: Sequence[Span] = ()
        self.current_tag = ""
        self.matched: Sequence[Span] = ()
        self.found: Sequence[Span] = ()
        self.selection: Span | None = None
        self.cursor: Span | None = None
        """the sentence that a passage would begin at, where the user has said so"""
        self.numbered: Sequence[Span] = ()
        """the sentences, while their numbers stand in the gutter"""
        self.lettered = False
        """whether the letters of a concern stand in the gutter, where its evidence begins"""
        self.wrapped: list[Line] = []
        self._wrapped_for: tuple[str, int] | None = None

    def line_count(self, width: int) -> int:
        """Return the number of lines of the text at the measure, or at the width where that is less."""
        state = (self.text, max(1, min(width - self._gutter_width - 1, self._measure)))
        if state != self._wrapped_for:
            self._wrapped_for = state
            self.wrapped = wrap(*state) if self.text else []
        if not self.text:
            self._instead = [self.empty[start:end] for start, end in wrap(self.empty, state[1])] if self.empty else ()
        return len(self.wrapped or self._instead)

    @property
    def _gutter_width(self) -> int:
        return _GUTTER + self.lettered + (len(str(len(self.numbered))) if self.numbered else 0)

    def line(self, index: int, width: int) -> tuple[Sequence[Piece], str]:
        """Return a line of the text behind its gutter, cut where a passage begins or ends."""
        if not self.wrapped:
            return [Piece("  " + self._instead[index], "text--quiet")], ""
        start, end = self.wrapped[index]
        layers = [(span, style) for span, style in self._layers() if span.start < end and start < span.end]
        pieces = [*self._number(start, end), self._gutter(start, end, {style for _, style in layers})]
        edges = {start, end}
        for span, _ in layers:
            edges |= {max(start, span.start), min(end, span.end)}
        for left, right in pairwise(sorted(edges)):
            style = next((style for span, style in layers if span.start <= left and right <= span.end), "")
            pieces.append(Piece(self.text[left:right], style))
        return pieces, ""

    def _layers(self) -> Iterator[tuple[Span, str]]:
        """Yield the passages that are drawn in a style of their own, the uppermost first."""
        if self.selection:
            yield self.selection, "text--selected"
        yield from ((span, "text--found") for span in (*self.found, *self.matched))
        yield from ((span, "text--current") for span in self.current)
        if self.cursor and not self.selection:
            yield self.cursor, "text--cursor"

    def _number(self, start: int, end: int) -> Sequence[Piece]:
        """Return the number of the first sentence that begins on a line, while there are numbers."""
        if not self.numbered:
            return ()
        at = bisect_left(self.numbered, start, key=lambda span: span.start)
        begins = at < len(self.numbered) and self.numbered[at].start < end
        return (
            Piece((str(at + 1) if begins else "").rjust(self._gutter_width - _GUTTER - self.lettered), "text--quiet"),
        )

    def _gutter(self, start: int, end: int, styles: Set[str]) -> Piece:
        if "text--cursor" in styles:
            return Piece("› ".ljust(_GUTTER + self.lettered), "text--bar")
        current = "text--current" in styles
        of_concern = next((one for one in self.highlights if one.start < end and start < one.end), None)
        tag = self.current_tag if current else of_concern.tag if of_concern else ""
        letters = concern_letters(tag) if tag and of_concern and of_concern.start >= start else ""
        sign = "▌" if current else "▏" if tag else " "
        shown = f"{letters} " if self.lettered and letters else sign.ljust(_GUTTER + self.lettered)
        return Piece(shown, concern_style(tag) if tag else "text--bar" if current else "")

    def lines_of(self, span: Span) -> tuple[int, int]:
        """Return the first line of a passage, and the one after its last."""
        first = max(0, bisect_right(self.wrapped, span.start, key=lambda line: line.start) - 1)
        return first, bisect_right(self.wrapped, max(span.start, span.end - 1), key=lambda line: line.start)

    def offset_at(self, index: int, cell: int) -> int | None:
        """Return the code-point offset of what is drawn at a cell of a line; None for an empty text."""
        if not self.wrapped:
            return None
        if index >= len(self.wrapped):
            return len(self.text)
        start, end = self.wrapped[max(0, index)]
        return start + offset_of_cell(self.text[start:end], cell - self._gutter_width)

    def start_of_line(self, index: int) -> int:
        """Return the offset at which a line begins (the last line for one below it); 0 for an empty text."""
        return self.wrapped[min(index, len(self.wrapped) - 1)].start if self.wrapped else 0

    def offsets(self, top: int, height: int) -> tuple[int, int]:
        """Return the code-point offsets between which the text is in sight, from the line `top` on."""
        last = min(top + height, len(self.wrapped)) - 1
        return self.start_of_line(top), self.wrapped[last].end if self.wrapped else 0
