"""What happened: the author's teaser, or sentences picked from the text."""

from collections.abc import Sequence
from typing import ClassVar, Final

from civic.story import Span
from tui.keys.binding import bindings
from tui.keys.commands import MOVE, PANE
from tui.text.plain import visible
from tui.text.wrap import wrap
from tui.widgets.line_view import LineView, Piece

_TITLE: Final = "1 Summary"


class SummaryPane(LineView):
    """Sentences word for word from the story, in their order; an author's own summary is shown as theirs."""

    BINDINGS = bindings(PANE, MOVE)
    COMPONENT_CLASSES: ClassVar[set[str]] = {"summary--quiet"}
    DEFAULT_CSS = "SummaryPane > .summary--quiet { color: $foreground 68%; }"

    def __init__(self) -> None:
        super().__init__(id="summary")
        self.border_title = _TITLE
        self.spans: tuple[Span, ...] = ()
        self._paragraphs: list[tuple[str, str]] = []
        self._wrapped: tuple[int, list[Piece]] | None = None

    def show(self, teaser: str, spans: tuple[Span, ...], *, empty: str) -> None:
        """Show the author's teaser where there is one, then the picked sentences; `empty` where there is neither."""
        self.spans = spans
        self._paragraphs = [(teaser, "")] if teaser else []
        self.border_title = _TITLE + " · by the source" if teaser else _TITLE
        self._paragraphs += [] if teaser else [(span.text, "") for span in spans]
        self._paragraphs = self._paragraphs or [(empty, "summary--quiet")]
        self._wrapped = None
        self.relayout()
        self.scroll_to_line(0)

    def line_count(self, width: int) -> int:
        """The lines of all paragraphs."""
        return len(self._lines(width))

    def _lines(self, width: int) -> list[Piece]:
        if self._wrapped is None or self._wrapped[0] != width:
            texts = [(" ".join(visible(text).split()), style) for text, style in self._paragraphs]
            pieces = [Piece(" " + text[a:b], style) for text, style in texts for a, b in wrap(text, width - 2)]
            self._wrapped = (width, pieces)
        return self._wrapped[1]

    def line(self, index: int, width: int) -> tuple[Sequence[Piece], str]:
        """A line of a paragraph."""
        return [self._lines(width)[index]], ""
