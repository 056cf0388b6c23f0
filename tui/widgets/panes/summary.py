"""What happened: the source's own summary, or sentences picked from the text."""

from typing import ClassVar, Final

from civic.story import Span
from tui.keys.binding import bindings
from tui.keys.commands import MOVE, PANE
from tui.widgets.line_view import LineView
from tui.widgets.panes.heights import repeats
from tui.widgets.prose import Paragraph, ProseLines

_TITLE: Final = "1 Summary"


class SummaryPane(LineView):
    """Sentences word for word from the story, in their order; a summary by the source is shown as theirs."""

    BINDINGS = bindings(PANE, MOVE)
    COMPONENT_CLASSES: ClassVar[set[str]] = {"summary--quiet"}
    DEFAULT_CSS = "SummaryPane > .summary--quiet { color: $quiet; }"

    def __init__(self) -> None:
        self._paragraphs = ProseLines()
        super().__init__(self._paragraphs, id="summary")
        self.show_title(_TITLE)
        self.spans: tuple[Span, ...] = ()
        self.repeats = False
        """whether it says what the text says, and hardly less; or why there is neither"""

    def show(self, teaser: str, spans: tuple[Span, ...], *, empty: str, text: str = "") -> None:
        """Show the source's teaser where there is one, else the picked sentences; `empty` where there is neither.
        `text` is what it sums up."""
        self.spans = spans
        self.show_title(*([_TITLE + " · by the source"] if teaser else []), _TITLE)
        texts = [teaser] if teaser else [span.text for span in spans]
        self.repeats = repeats(texts, text) if text.strip() else not texts
        found = [Paragraph(" ".join(text.split())) for text in texts]
        self._paragraphs.set(found or [Paragraph(empty, "summary--quiet")])
        self.relayout()
        self.scroll_to_line(0)
