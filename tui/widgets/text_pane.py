"""A story's text, wrapped at a readable measure, with its evidence marked."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import ClassVar, Final, NamedTuple

from textual import events

from civic.story import Span
from tui.keys.binding import bindings
from tui.keys.commands import MOVE, PANE, TEXT
from tui.text.passage import Passage, between, offset_of_cell
from tui.text.wrap import Line, wrap
from tui.widgets.line_view import LineView, Piece, concern_style

_GUTTER: Final = 2


class Highlight(NamedTuple):
    """A passage that is evidence for a concern: code-point offsets into the text, end exclusive."""

    start: int
    end: int
    tag: str


class TextPane(LineView):
    """Evidence has a bar in the gutter in its concern's colour; the passages of the highlighted item are bold on a
    ground of their own and have a heavy bar, so that they are told apart without colour too. A passage can be selected
    (`selection`), words can be found."""

    BINDINGS = bindings(TEXT, PANE, MOVE)
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "text--current",
        "text--quiet",
        "text--bar",
        "text--selected",
        "text--found",
    }
    DEFAULT_CSS = """
        TextPane > .text--current { background: $accent 18%; text-style: bold; }
        TextPane > .text--selected { background: $accent 45%; text-style: bold; }
        TextPane > .text--found { text-style: underline bold; color: $warning; }
        TextPane > .text--bar { color: $accent; text-style: bold; }
        TextPane > .text--quiet { color: $foreground 68%; }
        """

    def __init__(self, measure: int) -> None:
        super().__init__(id="text")
        self.border_title = "4 Text"
        self._measure_cells = measure
        self._text = ""
        self._marks: Sequence[Highlight] = ()
        self._current: Sequence[Span] = ()
        self._current_tag = ""
        self._lines: list[Line] = []
        self._wrapped_for: tuple[str, int] | None = None
        self._passage: Passage | None = None
        self._dragged_from: int | None = None
        self._matched: list[Span] = []
        self._found: list[Span] = []
        self._found_at = -1
        self.selection: Span | None = None
        """the passage that the person has selected"""

    def show(
        self, text: str, marks: Sequence[Highlight], matched: Sequence[tuple[int, int]], *, same_story: bool
    ) -> None:
        """Show a text with its evidence and the places that the filter matched, from its beginning unless the story is
        the same as before."""
        self._text, self._marks, self._current = text, sorted(marks), ()
        self._matched = [Span(start, end, text[start:end]) for start, end in matched]
        if not same_story:
            self._found = []
            self.unselect()
        self.relayout()
        if not same_story:
            self.scroll_to_line(0)

    def highlight(self, spans: Sequence[Span], tag: str = "", *, scroll: bool) -> None:
        """Bring passages forward, which are evidence for `tag`, and with `scroll` the first of them into sight."""
        self._current, self._current_tag = spans, tag
        self.refresh()
        if scroll and spans:
            self._show_span(spans[0])

    def _show_span(self, span: Span) -> None:
        if self._lines:
            first = max(0, bisect_right(self._lines, span.start, key=lambda line: line.start) - 1)
            last = bisect_right(self._lines, max(span.start, span.end - 1), key=lambda line: line.start)
            self.scroll_to_lines(first, min(last, first + max(1, self.room.height)))

    @property
    def highlighted(self) -> Sequence[Span]:
        """The passages that are brought forward."""
        return self._current

    def line_count(self, width: int) -> int:
        """The lines of the text at the measure, or at the width where that is less."""
        state = (self._text, max(1, min(width - _GUTTER - 1, self._measure_cells)))
        if state != self._wrapped_for:
            self._wrapped_for = state
            self._lines = wrap(*state) if self._text else []
        return len(self._lines)

    def line(self, index: int, width: int) -> tuple[Sequence[Piece], str]:
        """A line of the text behind its gutter, cut where a highlighted passage begins or ends."""
        start, end = self._lines[index]
        layers = [(span, style) for span, style in self._layers() if span.start < end and start < span.end]
        pieces = [self._gutter(start, end, any(style == "text--current" for _, style in layers))]
        edges = {start, end}
        for span, _ in layers:
            edges |= {max(start, span.start), min(end, span.end)}
        for left, right in pairwise(sorted(edges)):
            style = next((style for span, style in layers if span.start <= left and right <= span.end), "")
            pieces.append(Piece(self._text[left:right], style))
        return pieces, ""

    def _layers(self) -> Iterator[tuple[Span, str]]:
        """What is marked in the text itself, the uppermost first."""
        if self.selection:
            yield self.selection, "text--selected"
        yield from ((span, "text--found") for span in (*self._found, *self._matched))
        yield from ((span, "text--current") for span in self._current)

    def _gutter(self, start: int, end: int, is_current: bool) -> Piece:
        if is_current:
            return Piece("▌ ", concern_style(self._current_tag) if self._current_tag else "text--bar")
        tag = next((mark.tag for mark in self._marks if mark.start < end and start < mark.end), None)
        return Piece("▏ ", concern_style(tag)) if tag else Piece("  ")

    # selecting

    def unselect(self) -> None:
        """Select nothing."""
        self._passage = self._dragged_from = self.selection = None
        self.refresh()

    def action_passage_select(self) -> None:
        """Begin to select at the first sentence in sight (of the evidence, where that is in sight), or stop."""
        if self.selection:
            self.unselect()
            return
        top = self._lines[self.top].start if self._lines else 0
        seen = self._lines[min(self.top + self.room.height, len(self._lines)) - 1].end if self._lines else 0
        lit = next((span.start for span in self._current if top <= span.start < seen), top)
        self._take(Passage.at(self._text, lit))

    def _take(self, passage: Passage | None) -> None:
        self._passage = passage
        self.selection = passage.span(self._text) if passage else None
        self.refresh()
        if passage:
            self._show_span(passage.units[passage.cursor])

    def action_move_down(self) -> None:
        """One line down, or one sentence more of the selection."""
        if self._passage:
            self._take(self._passage.moved(1))
        else:
            super().action_move_down()

    def action_move_up(self) -> None:
        """One line up, or one sentence less of the selection."""
        if self._passage:
            self._take(self._passage.moved(-1))
        else:
            super().action_move_up()

    def _offset_at(self, event: events.MouseEvent) -> int | None:
        index = event.y - self.gutter.top + self.top
        if not self._lines:
            return None
        if index >= len(self._lines):
            return len(self._text)
        start, end = self._lines[max(0, index)]
        return start + offset_of_cell(self._text[start:end], event.x - self.gutter.left - _GUTTER)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """A selection may begin here."""
        self.unselect()
        self._dragged_from = self._offset_at(event)
        self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Select from where the button went down."""
        offset = self._offset_at(event)
        if self._dragged_from is not None and offset is not None:
            self.selection = between(self._text, self._dragged_from, offset)
            self.refresh()

    def on_mouse_up(self) -> None:
        """What is selected stays."""
        self.release_mouse()
        self._dragged_from = None
        if self.selection and not self.selection.text:
            self.unselect()

    # finding

    def find(self, words: str) -> int:
        """Mark where these words stand, in whatever case, show the first below the top line, and say how many."""
        places = re.finditer(re.escape(words), self._text, re.IGNORECASE) if words else ()
        self._found = [Span(*place.span(), place[0]) for place in places]
        top = self._lines[min(self.top, len(self._lines) - 1)].start if self._lines else 0
        self._found_at = bisect_left(self._found, top, key=lambda span: span.start) - 1
        self.refresh()
        self.action_find_next()
        return len(self._found)

    def action_find_next(self) -> None:
        """Show the next place found, after the last the first."""
        self._show_found(self._found_at + 1)

    def action_find_previous(self) -> None:
        """Show the place before, before the first the last."""
        self._show_found(self._found_at - 1)

    def _show_found(self, index: int) -> None:
        if self._found:
            self._found_at = index % len(self._found)
            self._show_span(self._found[self._found_at])
