"""What changed in the words of a story since somebody judged it, with the words marked."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import ClassVar, Final

from civic.changes import Part, marked, shortened
from civic.dates import day
from civic.story import Story
from civic.versions import Revision
from tui.keys.binding import bindings
from tui.keys.commands import CHANGES
from tui.screens.coding.page import PageScreen
from tui.text.wrap import Line, wrap
from tui.widgets.line_view import LineView, Piece

_STYLES: Final = {"old": "changes--old", "new": "changes--new"}
_HEADING: Final = "changes--heading"
_NONE: Final = (
    "No earlier words are kept: they have not changed since somebody first judged the story. esc goes back to it."
)
_WORKING: Final = "Comparing …"


class ChangeLines:
    """All changes as one text, wrapped. What went and what came has marks, so that it is told apart without colour."""

    def __init__(self) -> None:
        self._text = _WORKING
        self._passages: list[tuple[int, int, str]] = []
        self._wrapped: list[Line] = []
        self._wrapped_for: tuple[str, int] | None = None

    def set(self, revisions: Sequence[Revision]) -> None:
        """Show these changes, the latest first."""
        text: list[str] = []
        self._passages, at = [], 0
        for written, style in _pieces(revisions):
            if style:
                self._passages.append((at, at + len(written), style))
            text.append(written)
            at += len(written)
        self._text = "".join(text) or _NONE

    def line_count(self, width: int) -> int:
        """Return the number of lines at a width."""
        state = (self._text, max(1, width - 2))
        if state != self._wrapped_for:
            self._wrapped_for, self._wrapped = state, wrap(*state)
        return len(self._wrapped)

    def line(self, index: int, width: int) -> tuple[Sequence[Piece], str]:
        """Return a line, cut where a passage begins or ends."""
        start, end = self._wrapped[index]
        first = bisect_right(self._passages, start, key=lambda one: one[1])  # they stand in order and apart
        last = bisect_left(self._passages, end, key=lambda one: one[0])
        passages = self._passages[first:last]
        edges = {start, end}
        for begins, ends, _ in passages:
            edges |= {max(start, begins), min(end, ends)}
        pieces = [Piece(" ")]
        for left, right in pairwise(sorted(edges)):
            style = next((style for begins, ends, style in passages if begins <= left and right <= ends), "")
            pieces.append(Piece(self._text[left:right], style))
        return pieces, ""


def _pieces(revisions: Sequence[Revision]) -> Iterator[tuple[str, str]]:
    """Yield the text of all changes in pieces, each with its style."""
    for number, one in enumerate(revisions):
        yield ("\n\n" if number else "") + f"Changed {_moment(one)}", _HEADING
        yield "\n", ""
        if one.changed_title:
            yield "Title: ", ""
            yield from _parts(one.changed_title)
            yield "\n", ""
        if not one.before.whole:
            yield "The text before was too long to be kept.", ""
        yield from _parts(shortened(one.changed_text))


def _moment(one: Revision) -> str:
    moment = one.before.until.astimezone()
    return f"{day(moment, year=True)} {moment:%H:%M}"


def _parts(parts: Sequence[Part]) -> Iterator[tuple[str, str]]:
    yield from ((marked((part,)), _STYLES.get(part.kind, "")) for part in parts)


class ChangesView(LineView):
    """The changes, to scroll through."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"changes--old", "changes--new", "changes--heading"}
    DEFAULT_CSS = """
    ChangesView > .changes--old { color: $error; text-style: strike; }
    ChangesView > .changes--new { color: $success; text-style: bold; }
    ChangesView > .changes--heading { text-style: bold; color: $accent; }
    """

    def __init__(self) -> None:
        self._changes = ChangeLines()
        super().__init__(self._changes, id="changes-view")

    def show(self, revisions: Sequence[Revision]) -> None:
        """Show these changes."""
        self._changes.set(revisions)
        self.relayout()


class ChangesScreen(PageScreen):
    """The changes of one story: opened at once, filled by `show` when the versions have been compared."""

    BINDINGS = bindings(CHANGES)

    def __init__(self, story: Story) -> None:
        self._changes = ChangesView()
        super().__init__(self._changes, f"What changed in “{story.headline}”", id="changes")

    def show(self, revisions: Sequence[Revision]) -> None:
        """Show what was found."""
        self._changes.show(revisions)
        self.refit()

    def action_changes_close(self) -> None:
        """Go back."""
        self.dismiss()
