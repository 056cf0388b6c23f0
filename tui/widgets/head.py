"""The head of the open story: title, where and when it comes from, and what the user decided on it."""

import os
from collections.abc import Sequence
from itertools import pairwise
from typing import ClassVar, Final

from civic.codebook import Codebook
from civic.conflicts import Side
from civic.dates import day, day_of
from civic.judgement import Judgement
from civic.links import for_terminal, site_link, takes_links, web_link
from civic.others import Others
from civic.sources import short_source
from civic.story import Span, Story
from tui.text.plain import host, visible
from tui.text.wrap import wrap
from tui.widgets.hints import key_of
from tui.widgets.line_view import DIFFER, LineView, Piece

_LINES: Final = 3
_FEWEST: Final = 2
"""Lines below which the title alone is shown."""
_BETWEEN: Final = " · "


class HeadLines:
    """Three lines, whatever there is to say, so that what is below stays where it is: a long title takes two, and facts
    and decisions share the third then."""

    def __init__(self) -> None:
        self._title = self._mine = ""
        self._facts: list[Piece] = []
        self.story: Story | None = None
        self.selected: tuple[int, int] | None = None
        """what is selected of the title, as offsets into what is drawn of it"""
        self.only_title = False
        """whether there is no room for more than a line of the title"""

    def select(self, span: Span | None) -> None:
        """Have a passage of the title drawn as selected."""
        title = self.story.title if self.story else ""
        start = len(visible(title[: span.start])) if span else 0
        self.selected = (start, start + len(visible(title[span.start : span.end]))) if span else None

    def set(
        self, story: Story | None, judgement: Judgement, codebook: Codebook, remarks: Sequence[str], kept: str,
        notes: Sequence[Side],
    ) -> None:  # fmt: skip
        """Describe a story, `kept` being what is kept of its earlier words; nothing where there is none. `remarks` say
        why it is read, hidden or unread, and `notes` are those of other coders."""
        self.story = story
        self._title = visible(story.headline) if story else ""
        self._facts = _facts(story, kept) if story else []
        self._mine = _mine(judgement, codebook, remarks, notes) if story else ""

    def line_count(self, width: int) -> int:
        """Return three, or one."""
        return 1 if self.only_title else _LINES

    def line(self, index: int, width: int) -> tuple[Sequence[Piece], str]:
        """Return title, facts or decisions."""
        lines = wrap(self._title, width - 1)
        if self.only_title:
            return [Piece(" ", "head--title"), *self._of_title(0, len(self._title))], ""
        if index == 0 or (index == 1 and len(lines) > 1):
            cut = index == 1 or len(lines) == 1
            return [
                Piece(" ", "head--title"),
                *self._of_title(lines[index].start, len(self._title) if cut else lines[0].end),
            ], ""
        before, mine = Piece(" ", "head--quiet"), Piece(self._mine, "head--mine")
        if len(lines) > 1:
            gap = "  " if self._facts and self._mine else ""
            return [before, *self._facts, Piece(gap), mine], ""
        return [before, *(self._facts if index == 1 else [mine])], ""

    def _of_title(self, start: int, end: int) -> list[Piece]:
        """Return a part of the title, cut where the selection begins or ends."""
        first, last = self.selected or (start, start)
        edges = sorted({start, end, *(max(start, min(at, end)) for at in (first, last))})
        return [
            Piece(self._title[a:b], "head--selected" if first <= a and b <= last else "head--title")
            for a, b in pairwise(edges)
        ]


class Head(LineView, can_focus=False):
    """The head above the panes."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"head--title", "head--quiet", "head--mine", "head--selected"}
    DEFAULT_CSS = """
    Head > .head--title { text-style: bold; }
    Head > .head--selected { background: $selected; text-style: $selected-style; }
    Head > .head--quiet { color: $quiet; }
    Head > .head--mine { color: $accent; }
    """

    def __init__(self) -> None:
        self._head = HeadLines()
        super().__init__(self._head, id="head")

    def show(
        self, story: Story | None, judgement: Judgement, codebook: Codebook, remarks: Sequence[str] = (),
        versions: int = 0, others: Others | None = None,
    ) -> None:  # fmt: skip
        """Show a story's head, with how many earlier versions of it are kept, and what others say of it; nothing where
        none is open."""
        if others and others.conflicts:
            remarks = (*remarks, f"{DIFFER} coders differ ({key_of(self.screen, 'coders.open')})")
        self._head.selected = self._head.selected if story and story == self._head.story else None
        kept = f"{versions} earlier kept ({key_of(self.screen, 'story.changes')})" if versions else ""
        self._head.set(story, judgement, codebook, remarks, kept, others.notes if others else ())
        self.relayout()

    def lay_out(self) -> None:
        """Draw what there is room for."""
        self._head.only_title = self.room.height < _FEWEST
        super().lay_out()

    def select(self, span: Span | None) -> None:
        """Draw a passage of the title as selected; None: nothing of it."""
        self._head.select(span)
        self.refresh()


def _facts(story: Story, kept: str) -> list[Piece]:
    """Return where and when the story comes from: the source and the address are links, where the terminal has any."""
    changed = f"changed {day(story.changed)}" if story.changed else ""
    changed = ", ".join(part for part in (changed, kept) if part)
    source = short_source(story.source)
    facts = [(source, site_link(story.url)), (day_of(story), ""), (changed, ""), (story.author, ""),
             (host(story.url), web_link(story.url))]  # fmt: skip
    can = takes_links(os.environ.get("TERM", ""))
    said = [Piece(visible(text), "head--quiet", for_terminal(link) if can else "") for text, link in facts if text]
    return [part for one in said for part in (Piece(_BETWEEN, "head--quiet"), one)][1:]


def _mine(judgement: Judgement, codebook: Codebook, remarks: Sequence[str], notes: Sequence[Side]) -> str:
    parts = [*remarks, *(["★"] if judgement.starred else [])]
    parts += [f"● {codebook.label(tag)}" for tag in judgement.tags]
    parts += [word for word, on in (("hidden", judgement.hidden), ("kept apart", judgement.apart)) if on]
    if judgement.note:
        parts.append(f"✎ {judgement.note[:200]}")
    parts += [f"✎ {side.who}: {side.value[:200]}" for side in notes if isinstance(side.value, str)]
    return visible("  ".join(parts))
