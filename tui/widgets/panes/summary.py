"""What happened: the source's own summary, or sentences picked from the text."""

from collections.abc import Sequence
from typing import ClassVar, Final

from civic.story import Span
from tui.keys.binding import bindings
from tui.keys.commands import MOVE, PANE
from tui.text.plain import visible
from tui.text.wrap import wrap
from tui.widgets.line_view import LineView, Piece

_TITLE: Final = "1 Summary"


class Paragraphs:
    """Texts, each wrapped and in a style of its own."""

    def __init__(self) -> None:
        self._paragraphs: list[tuple[str, str]] = []
        self._wrapped: tuple[int, list[Piece]] | None = None

    def set(self, paragraphs: Sequence[tuple[str, str]]) -> None:
        """Have these paragraphs: pairs of text and style."""
        self._paragraphs = [(" ".join(visible(text).split()), style) for text, style in paragraphs]
        self._wrapped = None

    def line_count(self, width: int) -> int:
        """Return the number of lines of all paragraphs."""
        return len(self._pieces(width))

    def line(self, index: int, width: int) -> tuple[Sequence[Piece], str]:
        """Return a line of a paragraph."""
        return [self._pieces(width)[index]], ""

    def _pieces(self, width: int) -> list[Piece]:
        if self._wrapped is None or self._wrapped[0] != width:
            pieces = [
                Piece(" " + text[a:b], style) for text, style in self._paragraphs for a, b in wrap(text, width - 2)
            ]
            self._wrapped = (width, pieces)
        return self._wrapped[1]


class SummaryPane(LineView):
    """Sentences word for word from the story, in their order; a summary by the source is shown as theirs."""

    BINDINGS = bindings(PANE, MOVE)
    COMPONENT_CLASSES: ClassVar[set[str]] = {"summary--quiet"}
    DEFAULT_CSS = "SummaryPane > .summary--quiet { color: $foreground 68%; }"

    def __init__(self) -> None:
        self._paragraphs = Paragraphs()
        super().__init__(self._paragraphs, id="summary")
        self.border_title = _TITLE
        self.spans: tuple[Span, ...] = ()

    def show(self, teaser: str, spans: tuple[Span, ...], *, empty: str) -> None:
        """Show the source's teaser where there is one, else the picked sentences; `empty` where there is neither."""
        self.spans = spans
        self.border_title = _TITLE + " · by the source" if teaser else _TITLE
        texts = [teaser] if teaser else [span.text for span in spans]
        self._paragraphs.set([(text, "") for text in texts] or [(empty, "summary--quiet")])
        self.relayout()
        self.scroll_to_line(0)
