"""A story's text, in which passages are selected and words are found."""

from collections.abc import Callable, Sequence
from typing import ClassVar, Final

from textual import events
from textual.message import Message

from civic.story import Span
from tui.keys.binding import bindings
from tui.keys.commands import MOVE, PANE, PASSAGE, TEXT
from tui.text.finding import Found
from tui.text.passage import Passage
from tui.text.selecting import Selecting
from tui.widgets.line_view import LineView
from tui.widgets.panes.text_lines import Highlight, TextLines

_TITLE: Final = "4 Text"


class TextPane(LineView):
    """Shows the text of the open story. A passage of it, or of the title, can be selected; words can be found.

    `place` is where a passage begins when the user asks for one: what was found, clicked or gone to last. Sentences are
    numbered while a passage is selected, so that a number leads to each.
    """

    BINDINGS = bindings(PASSAGE, TEXT, PANE, MOVE)
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "text--current",
        "text--quiet",
        "text--bar",
        "text--selected",
        "text--found",
        "text--cursor",
    }
    DEFAULT_CSS = """
        TextPane > .text--current { background: $current; text-style: $current-style; }
        TextPane > .text--selected { background: $selected; text-style: $selected-style; }
        TextPane > .text--found { text-style: underline bold; color: $warning; }
        TextPane > .text--cursor { background: $here; text-style: $here-style; }
        TextPane > .text--bar { color: $accent; text-style: bold; }
        TextPane > .text--quiet { color: $quiet; }
        """

    def notify_style_update(self) -> None:
        """Work the styles out anew, and whether concerns are told by letters."""
        super().notify_style_update()
        self._text.lettered = self.lettered

    class Selected(Message):
        """Another passage is selected, or none any more."""

    def __init__(self, measure: int) -> None:
        """`measure` is the longest line in cells."""
        self._text = TextLines(measure)
        super().__init__(self._text, id="text")
        self.show_title(_TITLE)
        self._selecting = Selecting()
        self._dragged_from: int | None = None
        self._found = Found()
        self.place: Span | None = None
        self._to_show: Span | None = None

    def show(
        self, text: str, highlights: Sequence[Highlight], matched: Sequence[tuple[int, int]], *, same_story: bool,
        title: str = "", empty: str = "",
    ) -> None:  # fmt: skip
        """Show a text with its evidence and the places (code-point offsets) that the filter matched, from its beginning
        unless the story is the same as before; `empty` stands in the place of an empty one. What was selected in
        other words than these is no longer selected."""
        self._text.empty = empty
        same_words = same_story and (title, text) == (self._selecting.title, self._selecting.text)
        self._text.text, self._text.highlights, self._text.current = text, sorted(highlights), ()
        self._text.matched = [Span(start, end, text[start:end]) for start, end in matched]
        if not same_words:
            self._found, self._text.found = Found(), ()
            self.unselect()
            self._selecting = Selecting(title, text)
            self._go_to(None)
        self.relayout()
        if not same_story:
            self.scroll_to_line(0)

    def highlight(self, spans: Sequence[Span], tag: str = "", *, scroll: bool) -> None:
        """Bring passages forward, which are evidence for `tag`, and with `scroll` the first of them into sight."""
        self._text.current, self._text.current_tag = spans, tag
        self.refresh()
        if scroll and spans:
            self._go_to(None)
            self._show_span(spans[0])

    def _show_span(self, span: Span) -> None:
        """Bring a passage into sight; again when the room is another, as long as nobody has scrolled."""
        if self._text.wrapped:
            first, end = self._text.lines_of(span)
            self.scroll_to_lines(first, min(end, first + max(1, self.room.height)))
        self._to_show = span

    def scroll_to_line(self, top: int) -> None:
        """Have this line first in sight, as far as there are lines."""
        self._to_show = None
        super().scroll_to_line(top)

    def keep_in_sight(self) -> None:
        """Scroll to what was brought into sight last: the size has changed."""
        if self._to_show:
            self._show_span(self._to_show)

    @property
    def highlighted(self) -> Sequence[Span]:
        """Return the passages that are brought forward."""
        return self._text.current

    @property
    def found(self) -> Sequence[Span]:
        """Return the places where the words stand that were looked for."""
        return self._text.found

    # where a passage begins

    def go_to(self, span: Span) -> None:
        """Show a place in the text; passages begin there from now on."""
        self._go_to(span)
        self._show_span(span)

    def _go_to(self, span: Span | None) -> None:
        """Have passages begin at a place, whose sentence is drawn so."""
        self.place, self._text.cursor = span, None
        if span and (passage := Passage.at(self._selecting.units, span.start)):
            self._text.cursor = passage.span
        self.refresh()

    def _start(self) -> Span:
        """Return where a passage begins: at the place that the user went to, else at the evidence, else at the first
        sentence that begins on the screen; each where it is in sight."""
        top, end = self._text.offsets(self.top, self.room.height)
        own = (self.place,) if self.place else ()
        places = (*own, *self._text.current, *self._selecting.units.sentences)
        return next((span for span in places if top <= span.start < end), Span(top, top, ""))

    def go_by_sentence(self, step: int) -> None:
        """Go to the next sentence (1) or the one before (-1); with a passage, select that one in its place."""
        start = self._start()
        if self.selection:
            self.change(lambda chosen: chosen.change(lambda passage: passage.shifted(step)))
        elif here := Passage.at(self._selecting.units, start.start):
            there = here.shifted(step) if start is self.place else here
            self.go_to(there.span)

    # selecting

    @property
    def selection(self) -> Span | None:
        """Return the passage that the user has selected, of the text or of the title."""
        return self._selecting.span

    def _show_selection(self) -> None:
        """Paint what is selected, with the end that moves in sight."""
        chosen = self._selecting
        self._text.selection = None if chosen.in_title else chosen.span
        self._number(chosen.units.sentences if chosen.passage else ())
        about = chosen.describe()
        self.show_title(*([f"{_TITLE} · {about}", about] if about else [_TITLE]))
        self.refresh()
        if chosen.moving:
            self._show_span(chosen.moving)
        self.refresh_bindings()
        self.post_message(self.Selected())

    def _number(self, sentences: Sequence[Span]) -> None:
        """Number these sentences, with the text standing where it stood though its lines may break anew."""
        if len(sentences) != len(self._text.numbered):
            top = self._text.start_of_line(self.top)
            self._text.numbered = sentences
            if self.room.width:
                self._text.line_count(self.columns)
                self.top = self._text.lines_of(Span(top, top, ""))[0]
                self.relayout()

    def unselect(self) -> None:
        """Select nothing; passages begin where this one ended from now on."""
        self._dragged_from = None
        if self.selection:
            self._go_to(self._selecting.moving)
            self.change(Selecting.clear)

    def change(self, do: Callable[[Selecting], object]) -> None:
        """Change what is selected, and show it."""
        do(self._selecting)
        self._show_selection()

    def select_at(self, span: Span | None = None) -> None:
        """Begin to select at a passage of the text or of the title; None: where the user would expect it."""
        self.change(lambda chosen: chosen.begin(span or self._start()))

    def action_passage_select(self) -> None:
        """Begin to select; or select by words in the place of sentences, or the other way round."""
        if self.selection:
            self.change(lambda chosen: chosen.change(Passage.turned))
        else:
            self.select_at()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Say whether an action can be run: a number needs a passage, the next place something found (else n notes)."""
        needed = {"find_next": self.found, "find_previous": self.found, "passage_number": self.selection}
        return bool(needed.get(action, True))

    def action_passage_number(self, digit: str) -> None:
        """Go to a sentence, or to a word of one, by its number."""
        nowhere = self._selecting.number(digit)
        self._show_selection()
        if nowhere:
            self.notify(nowhere, markup=False)

    def by_page(self, step: int) -> None:
        """Move the end of the selection by a page (1 or -1), at the least by a sentence."""
        before = self._selecting.span
        if moving := self._selecting.moving:
            line = self._text.lines_of(moving)[0] + step * max(1, self.room.height - 1)
            self._selecting.to(self._text.start_of_line(max(0, line)))
        if self._selecting.span == before:
            self._selecting.change(lambda passage: passage.by_sentence(step))
        self._show_selection()

    # the mouse

    def _offset_at(self, event: events.MouseEvent) -> int | None:
        return self._text.offset_at(event.y - self.gutter.top + self.top, event.x - self.gutter.left)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Begin a selection, if the mouse moves on; with shift, go on with the one that there is."""
        offset, old = self._offset_at(event), self._text.selection or self.place
        if event.shift and old and offset is not None:
            self._dragged_from = old.start if offset >= old.start else old.end
            self._draw_to(offset)
        else:
            self.unselect()
            self._dragged_from = offset
        self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Select from where the button went down; above and below the pane the text scrolls."""
        if self._dragged_from is not None:
            row = event.y - self.gutter.top
            self.scroll_to_line(self.top + (row >= self.room.height) - (row < 0))
            offset = self._offset_at(event)
            if offset is not None:
                self._draw_to(offset)

    def _draw_to(self, offset: int) -> None:
        if self._dragged_from is not None:
            begin = self._dragged_from
            self.change(lambda chosen: chosen.draw(begin, offset))

    def on_mouse_up(self) -> None:
        """Keep what is selected; where that is nothing, passages begin here from now on."""
        self.release_mouse()
        offset, self._dragged_from = self._dragged_from, None
        if self.selection and not self.selection.text:
            self.unselect()
        if not self.selection and offset is not None and self._text.text:
            self._go_to(Span(offset, offset, ""))

    def on_click(self, event: events.Click) -> None:
        """Select a word by a double click, a sentence by a third one."""
        offset = self._offset_at(event)
        if event.chain > 1 and offset is not None:
            place = Span(offset, offset, "")
            self.change(lambda chosen: chosen.word(offset) if event.chain == 2 else chosen.begin(place))

    # finding

    def find(self, words: str) -> int:
        """Find these words, in whatever case, show the first place below the top line, or beyond the end of the
        selection that moves, and return how many there are."""
        moving = self._selecting.moving
        begin = moving.end if moving else self._text.start_of_line(self.top)
        self._found = Found(words, self._text.text, begin)
        self._text.found = self._found.spans
        self.action_find_next()
        return len(self.found)

    def action_find_next(self) -> None:
        """Show the next place found, after the last the first; with a passage, move an end of it there."""
        self._show_found(self._found.step(1))

    def action_find_previous(self) -> None:
        """Show the place before, before the first the last; with a passage, move an end of it there."""
        self._show_found(self._found.step(-1))

    def _show_found(self, place: Span | None) -> None:
        self.refresh()
        if place and self.selection:
            self.change(lambda chosen: chosen.to_words(place))
        elif place:
            self.go_to(place)
