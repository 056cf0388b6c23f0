"""Paragraphs to read, each in a style of its own, wrapped to the width under an indent."""

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from tui.text.plain import visible
from tui.text.wrap import wrap
from tui.widgets.line_view import LineView, Piece

HEADING, QUIET, QUOTE, WARNING = "prose--heading", "prose--quiet", "prose--quote", "prose--warning"


class Paragraph(NamedTuple):
    """Some text, the style that it is drawn in ("": plain), and by how many cells it is indented; each of its lines
    begins anew. An empty one is an empty line."""

    text: str
    style: str = ""
    indent: int = 0


class ProseLines:
    """Paragraphs as lines, wrapped once for each width."""

    def __init__(self) -> None:
        self._paragraphs: Sequence[Paragraph] = ()
        self._wrapped: tuple[int, list[Piece]] | None = None

    def set(self, paragraphs: Sequence[Paragraph]) -> None:
        """Have these paragraphs."""
        self._paragraphs = [
            one._replace(text="\n".join(visible(line) for line in one.text.split("\n"))) for one in paragraphs
        ]
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
                Piece(" " * (1 + one.indent) + one.text[start:end], one.style)
                for one in self._paragraphs
                for start, end in wrap(one.text, width - 2 - one.indent)
            ]
            self._wrapped = (width, pieces)
        return self._wrapped[1]


class Prose(LineView):
    """Paragraphs, to scroll through."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {HEADING, QUIET, QUOTE, WARNING}
    DEFAULT_CSS = """
    Prose > .prose--heading { text-style: bold; color: $accent; }
    Prose > .prose--quiet { color: $quiet; }
    Prose > .prose--quote { color: $quiet; text-style: italic; }
    Prose > .prose--warning { color: $warning; text-style: bold; }
    """

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's name
        self._prose = ProseLines()
        super().__init__(self._prose, id=id)

    def show(self, paragraphs: Sequence[Paragraph]) -> None:
        """Show these paragraphs."""
        self._prose.set(paragraphs)
        self.relayout()
