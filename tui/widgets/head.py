"""The head of the open story: title, where and when it comes from, and the person's marks on it."""

from collections.abc import Sequence
from typing import ClassVar, Final

from civic.codebook import concern_label
from civic.dates import day
from civic.judgement import Judgement
from civic.story import Story
from tui.text.plain import host, visible
from tui.text.wrap import wrap
from tui.widgets.line_view import LineView, Piece

_LINES: Final = 3
_BETWEEN: Final = " · "


class Head(LineView, can_focus=False):
    """Three lines above the panes, whatever there is to say, so that the panes stay where they are: a long title takes
    two, and facts and marks share the third then."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"head--title", "head--quiet", "head--mine"}
    DEFAULT_CSS = """
    Head > .head--title { text-style: bold; }
    Head > .head--quiet { color: $foreground 65%; }
    Head > .head--mine { color: $accent; }
    """

    def __init__(self) -> None:
        super().__init__(id="head")
        self._title = self._facts = self._mine = ""

    def show(self, story: Story | None, judgement: Judgement) -> None:
        """Show a story's head; nothing where none is open."""
        self._title = visible(story.headline) if story else ""
        self._facts = _facts(story) if story else ""
        self._mine = _mine(judgement) if story else ""
        self.relayout()

    def line_count(self, width: int) -> int:
        """Always as many."""
        return _LINES

    def line(self, index: int, width: int) -> tuple[Sequence[Piece], str]:
        """Title, facts, marks."""
        lines = wrap(self._title, width - 1)
        if index == 0 or (index == 1 and len(lines) > 1):
            cut = index == 1 or len(lines) == 1
            text = self._title[lines[index].start :] if cut else self._title[: lines[0].end]
            return [Piece(" " + text, "head--title")], ""
        facts, mine = Piece(" " + self._facts, "head--quiet"), Piece(self._mine, "head--mine")
        if len(lines) > 1:
            gap = "  " if self._facts and self._mine else ""
            return [facts, Piece(gap), mine], ""
        return [facts if index == 1 else Piece(" " + self._mine, "head--mine")], ""


def _facts(story: Story) -> str:
    moment = story.when
    date = day(moment, year=True) if moment else ""
    if moment and not story.published:
        date = f"first seen {date}"
    changed = f"changed {day(story.changed)}" if story.changed else ""
    facts = (story.source, date, changed, story.author, host(story.url))
    return visible(_BETWEEN.join(part for part in facts if part))


def _mine(judgement: Judgement) -> str:
    marks = ["★"] if judgement.starred else []
    marks += [f"● {concern_label(tag)}" for tag in judgement.tags]
    marks += [word for word, on in (("hidden", judgement.hidden), ("kept apart", judgement.apart)) if on]
    if judgement.note:
        marks.append(f"✎ {judgement.note[:200]}")
    return visible("  ".join(marks))
