"""A story's text, wrapped at a readable measure, with its evidence highlighted."""

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


class TextLines:
    """The lines of a text behind a gutter. Evidence has a bar in the gutter in its concern's colour; the current
    passages are bold on a ground of their own and have a heavy bar, so that they are told apart without colour too."""

    def __init__(self, measure: int) -> None:
        """`measure` is the longest line in cells."""
        self._measure = measure
        self.text = ""
        self.highlights: Sequence[Highlight] = ()
        self.current: Sequence[Span] = ()
        self.current_tag = ""
        self.matched: Sequence[Span] = ()
        self.found: Sequence[Span] = ()
        self.selection: Span | None = None
        self.wrapped: list[Line] = []
        self._wrapped_for: tuple[str, int] | None = None

    def line_count(self, width: int) -> int:
        """Return the number of lines of the text at the measure, or at the width where that is less."""
        state = (self.text, max(1, min(width - _GUTTER - 1, self._measure)))
        if state != self._wrapped_for:
            self._wrapped_for = state
            self.wrapped = wrap(*state) if self.text else []
        return len(self.wrapped)

    def line(self, index: int, width: int) -> tuple[Sequence[Piece], str]:
        """Return a line of the text behind its gutter, cut where a passage begins or ends."""
        start, end = self.wrapped[index]
        layers = [(span, style) for span, style in self._layers() if span.start < end and start < span.end]
        pieces = [self._gutter(start, end, any(style == "text--current" for _, style in layers))]
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

    def _gutter(self, start: int, end: int, is_current: bool) -> Piece:
        if is_current:
            return Piece("▌ ", concern_style(self.current_tag) if self.current_tag else "text--bar")
        tag = next((one.tag for one in self.highlights if one.start < end and start < one.end), None)
        return Piece("▏ ", concern_style(tag)) if tag else Piece("  ")

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
        return start + offset_of_cell(self.text[start:end], cell - _GUTTER)

    def start_of_line(self, index: int) -> int:
        """Return the offset at which a line begins (the last line for one below it); 0 for an empty text."""
        return self.wrapped[min(index, len(self.wrapped) - 1)].start if self.wrapped else 0


class TextPane(LineView):
    """Shows the text of the open story. A passage can be selected in it, words can be found."""

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
        """`measure` is the longest line in cells."""
        self._text = TextLines(measure)
        super().__init__(self._text, id="text")
        self.border_title = "4 Text"
        self._passage: Passage | None = None
        self._dragged_from: int | None = None
        self._found_at = -1

    def show(
        self, text: str, highlights: Sequence[Highlight], matched: Sequence[tuple[int, int]], *, same_story: bool
    ) -> None:
        """Show a text with its evidence and the places (code-point offsets) that the filter matched, from its beginning
        unless the story is the same as before."""
        self._text.text, self._text.highlights, self._text.current = text, sorted(highlights), ()
        self._text.matched = [Span(start, end, text[start:end]) for start, end in matched]
        if not same_story:
            self._text.found = ()
            self.unselect()
        self.relayout()
        if not same_story:
            self.scroll_to_line(0)

    def highlight(self, spans: Sequence[Span], tag: str = "", *, scroll: bool) -> None:
        """Bring passages forward, which are evidence for `tag`, and with `scroll` the first of them into sight."""
        self._text.current, self._text.current_tag = spans, tag
        self.refresh()
        if scroll and spans:
            self._show_span(spans[0])

    def _show_span(self, span: Span) -> None:
        if self._text.wrapped:
            first, end = self._text.lines_of(span)
            self.scroll_to_lines(first, min(end, first + max(1, self.room.height)))

    @property
    def highlighted(self) -> Sequence[Span]:
        """Return the passages that are brought forward."""
        return self._text.current

    @property
    def found(self) -> Sequence[Span]:
        """Return the places where the words stand that were looked for."""
        return self._text.found

    # selecting

    @property
    def selection(self) -> Span | None:
        """Return the passage that the user has selected."""
        return self._text.selection

    def _select(self, span: Span | None) -> None:
        self._text.selection = span
        self.refresh()

    def unselect(self) -> None:
        """Select nothing."""
        self._passage = self._dragged_from = None
        self._select(None)

    def action_passage_select(self) -> None:
        """Begin to select at the first sentence in sight (of the evidence, where that is in sight), or stop."""
        if self.selection:
            self.unselect()
            return
        lines = self._text.wrapped
        top = self._text.start_of_line(self.top)
        end = lines[min(self.top + self.room.height, len(lines)) - 1].end if lines else 0
        start = next((span.start for span in self._text.current if top <= span.start < end), top)
        self._take(Passage.at(self._text.text, start))

    def _take(self, passage: Passage | None) -> None:
        self._passage = passage
        self._select(passage.span(self._text.text) if passage else None)
        if passage:
            self._show_span(passage.units[passage.cursor])

    def action_move_down(self) -> None:
        """Scroll one line down, or select one sentence more."""
        if self._passage:
            self._take(self._passage.moved(1))
        else:
            super().action_move_down()

    def action_move_up(self) -> None:
        """Scroll one line up, or select one sentence less."""
        if self._passage:
            self._take(self._passage.moved(-1))
        else:
            super().action_move_up()

    def _offset_at(self, event: events.MouseEvent) -> int | None:
        return self._text.offset_at(event.y - self.gutter.top + self.top, event.x - self.gutter.left)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Begin a selection, if the mouse moves on."""
        self.unselect()
        self._dragged_from = self._offset_at(event)
        self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Select from where the button went down."""
        offset = self._offset_at(event)
        if self._dragged_from is not None and offset is not None:
            self._select(between(self._text.text, self._dragged_from, offset))

    def on_mouse_up(self) -> None:
        """Keep what is selected."""
        self.release_mouse()
        self._dragged_from = None
        if self.selection and not self.selection.text:
            self.unselect()

    # finding

    def find(self, words: str) -> int:
        """Find these words, in whatever case, show the first place below the top line, and return how many there
        are."""
        places = re.finditer(re.escape(words), self._text.text, re.IGNORECASE) if words else ()
        self._text.found = [Span(*place.span(), place[0]) for place in places]
        top = self._text.start_of_line(self.top)
        self._found_at = bisect_left(self.found, top, key=lambda span: span.start) - 1
        self.refresh()
        self.action_find_next()
        return len(self.found)

    def action_find_next(self) -> None:
        """Show the next place found, after the last the first."""
        self._show_found(self._found_at + 1)

    def action_find_previous(self) -> None:
        """Show the place before, before the first the last."""
        self._show_found(self._found_at - 1)

    def _show_found(self, index: int) -> None:
        if self.found:
            self._found_at = index % len(self.found)
            self._show_span(self.found[self._found_at])
