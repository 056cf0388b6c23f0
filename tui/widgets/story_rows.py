"""The rows of the list of stories, each as high as its title asks for; headings between them, hints below."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Final, NamedTuple

from rich.cells import cell_len

from civic.arrangement import Heading
from civic.concern_status import WANTS_A_LOOK
from civic.query.hits import hits
from tui.desk.guidance import Advice
from tui.desk.session import Desk
from tui.keys.commands import COMMAND_BY_ID, shown
from tui.text.ages import age, heading_day
from tui.text.letters import concern_letters
from tui.text.plain import cut, fit, visible
from tui.text.wrap import Line, wrap
from tui.widgets.line_view import DIFFER, Piece, concern_style
from workspace.ports import Row

COLUMNS: Final = 99
"""Cells from which on a story is one line of columns: a list of 100 with its bar."""
_TITLE_LINES: Final = 2
_SOURCE, _AGE = 16, 8
"""Cells of source and age in columns."""
_STAR: Final = 1
"""Cells of the star in columns; elsewhere it stands on the second line, below how the story stands."""
_DOTS_LEAST: Final = 6
_DOTS_SHARE: Final = 14
"""Cells that dots of concerns have at least, and in columns one of how many of the list's."""
_SELECTED: Final = "◆"
_SHORTEST: Final = 3
"""Cells below which a coder's name says nothing."""


SIGNS: Final = (
    (_SELECTED, "marked, for what you do next"),
    ("•", "unread"),
    ("✓", "you are done with it"),
    ("★", "starred"),
    ("✎", "with a note of yours"),
    ("≠", "tagged by words that the text has no longer, or not quite: evidence:gone and evidence:changed find them"),
    (DIFFER, "coders differ about it, and nobody has settled that: is:conflict finds them"),
    ("ben", "another coder decided something on it; ben &2: and two more"),
    ("+3", "with so many duplicates, which d unfolds"),
    ("●", "tagged with a concern, in its colour; where there are no colours, its two letters: ●pr"),
    ("○", "a concern is suggested"),
    ("…", "more concerns than there is room for"),
)
"""The signs in a row, and what each says of its story."""


def wants_a_look(row: Row) -> bool:
    """Return whether a tag of the story rests on words that are not in the text as they were."""
    return any(state in row.evidence for state in WANTS_A_LOOK)


def coders_badge(names: Sequence[str], room: int) -> str:
    """Return who else decided on a story in at most `room` cells: "ben", "ben &2", "&3" where there is no room for a
    name; "" for nobody."""
    if not names:
        return ""
    more = f" &{len(names) - 1}" if len(names) > 1 else ""
    left = max(room, 3) - len(more)
    first = visible(names[0])
    return f"&{len(names)}" if left < _SHORTEST else f"{first if cell_len(first) <= left else cut(first, left)}{more}"


def _at(heading: Heading) -> int:
    return heading.at


@lru_cache(4096)
def title_lines(title: str, width: int) -> tuple[Line, ...]:
    """Return where the lines of a title begin and end in it: one where it fits into the width, else two, the second
    with all that is left."""
    lines = wrap(title, width)
    if len(lines) <= _TITLE_LINES:
        return tuple(lines)
    return (lines[0], Line(lines[1].start, len(title)))


def concern_marks(tags: Sequence[str], suggested: Sequence[str], room: int, *, lettered: bool) -> list[Piece]:
    """Return a dot for each concern in at most `room` cells, with its letters where colours don't tell it; an ellipsis
    for those that there is no room for."""
    marks = [("●", tag) for tag in tags] + [("○", tag) for tag in suggested]
    size = _size_of_mark(lettered=lettered)
    fitting = max(room, 0) // size
    if len(marks) > fitting:
        fitting = max(room - 1, 0) // size
    pieces = [
        Piece(sign + (concern_letters(tag) if lettered else ""), concern_style(tag)) for sign, tag in marks[:fitting]
    ]
    return [*pieces, Piece("…", "story-list--quiet")] if len(marks) > fitting and room > 0 else pieces


def _size_of_mark(*, lettered: bool) -> int:
    return 3 if lettered else 1


def dots_column(width: int, *, lettered: bool) -> int:
    """Return how many cells the dots have in columns, in a list of so many."""
    return max(_DOTS_LEAST, width // _DOTS_SHARE) * (2 if lettered else 1)


class Place(NamedTuple):
    """What stands on a line of the list: a line of the story at a position, from 0 on; its heading (-1); or a hint of
    that number, below all stories (position -1)."""

    position: int
    part: int


class StoryRows:
    """Draws the stories in view. It reads the session and changes nothing; `hints` are drawn below the stories.

    Only stories in sight are measured: a list of a hundred thousand has no height in lines."""

    def __init__(self, desk: Desk, now: Callable[[], datetime], hints: Callable[[], Sequence[Advice]]) -> None:
        self._desk = desk
        self._now = now
        self._hints = hints
        self.lettered = False

    # what stands where

    def hints(self, width: int) -> list[tuple[Sequence[Piece], str]]:
        """Return the lines of the hints, each with the command that it is about: its key, then what it does."""
        lines: list[tuple[Sequence[Piece], str]] = []
        for hint in self._hints():
            key = f"{shown(COMMAND_BY_ID[hint.command].keys[0])}  " if hint.command else ""
            room = max(1, width - 3 - len(key))
            for number, (start, end) in enumerate(wrap(hint.text, room)):
                head = Piece("   " + (" " * len(key) if number else key), "story-list--bar")
                lines.append(([head, Piece(hint.text[start:end], "story-list--hint")], hint.command))
        return lines

    def command_at(self, place: Place, width: int) -> str:
        """Return the command that a line below the stories is about; "" for any other line."""
        return self.hints(width)[place.part][1] if place.position < 0 <= place.part else ""

    def height(self, position: int, width: int) -> int:
        """Return how many lines the story at a position takes, with the heading above it where it is the first under
        one."""
        row = self._desk.view.row(position)
        lines = len(self._title_lines(row, position, width)) if row else 1
        details = 0 if width >= COLUMNS else 1
        return lines + details + self._has_heading(position)

    def window(self, top: int, height: int, width: int) -> list[Place]:
        """Return what stands on each line in sight, of the story `top` and those below it."""
        places: list[Place] = []
        position, count = top, len(self._desk.view.keys)
        while position < count and len(places) < height:
            first = -1 if self._has_heading(position) else 0
            places += [Place(position, part) for part in range(first, first + self.height(position, width))]
            position += 1
        if len(places) < height and (hints := self.hints(width)):
            places += [Place(-1, number) for number in range(-1, len(hints))]
        return places[:height]

    def _has_heading(self, position: int) -> bool:
        headings = self._desk.view.arrangement.headings
        at = bisect_left(headings, position, key=_at) if headings else 0
        return at < len(headings) and headings[at].at == position

    def _is_inner(self, position: int) -> bool:
        return self._desk.view.keys[position] in self._desk.view.arrangement.inner

    def _title_lines(self, row: Row, position: int, width: int) -> tuple[Line, ...]:
        room = width - 3 - 2 * self._is_inner(position)
        if width >= COLUMNS:
            room -= (
                _STAR
                + dots_column(width, lettered=self.lettered)
                + 2
                + cell_len(self._beside(row, width // 4))
                + _SOURCE
                + _AGE
                + 2
            )
        return title_lines(visible(row.title), max(room, 1))

    # drawing

    def line(self, place: Place, width: int) -> tuple[Sequence[Piece], str]:
        """Return a heading, a line of a story, or a hint."""
        position, part = place
        view = self._desk.view
        if position < 0:
            return (self.hints(width)[part][0] if part >= 0 else [Piece("")]), ""
        if position >= len(view.keys):
            return [], ""
        if part < 0:
            return self._heading(position, width), ""
        is_cursor = position == view.position
        is_selected = view.keys[position] in self._desk.selection
        bar = Piece(_SELECTED if is_selected and not part else "▌" if is_cursor else " ", "story-list--bar")
        indent = Piece("  " if self._is_inner(position) else "")
        row = view.row(position)
        if row is None:
            pieces = [bar, Piece("" if part else " (this story is gone)", "story-list--quiet")]
        else:
            pieces = [bar, indent, *self._story_line(row, position, part, width)]
        return pieces, "story-list--cursor" if is_cursor else ""

    def _story_line(self, row: Row, position: int, part: int, width: int) -> list[Piece]:
        lines = self._title_lines(row, position, width)
        room = width - 1 - 2 * self._is_inner(position)
        state = "✓" if row.coded else " " if row.read else "•"
        star = "★" if row.starred else " "
        if width >= COLUMNS:
            mark = Piece(f"{state}{star} " if part == 0 else "   ", "story-list--bar")
            room -= cell_len(mark.text)
            return [mark, *self._columns(row, lines, part, room, dots_column(width, lettered=self.lettered))]
        mark = Piece(f"{(state, star, ' ')[part]} ", "story-list--bar")  # the star below, so that it takes no room
        if part < len(lines):
            return [mark, *self._title(row, lines[part], room - 2)]
        return [mark, *self._details(row, room - 2)]

    def _columns(self, row: Row, lines: Sequence[Line], part: int, width: int, column: int) -> list[Piece]:
        """Return dots in a column of so many cells, title, what else there is to say, source and age; below the first
        line, the rest of the title."""
        beside = self._beside(row, (width + 3 + _STAR) // 4)
        room = width - column - 2 - cell_len(beside) - _SOURCE - _AGE - 2
        dots = concern_marks(row.tags, row.suggested, column, lettered=self.lettered) if part == 0 else []
        used = sum(cell_len(piece.text) for piece in dots)
        pieces = [*dots, Piece(" " * (column + 1 - used)), *self._title(row, lines[part], max(room, 1))]
        if part:
            return pieces
        source = fit(row.source, _SOURCE)
        return [*pieces, Piece(f" {beside}{source} {age(row.when, self._now()):>{_AGE}} ", "story-list--quiet")]

    def _heading(self, position: int, width: int) -> list[Piece]:
        headings = self._desk.view.arrangement.headings
        heading = headings[bisect_right(headings, position, key=_at) - 1]
        count = str(heading.count)
        label = fit(self._label(heading), max(1, width - 4 - len(count)))
        return [Piece(f" {label.rstrip()} ", "story-list--heading"), Piece(f" {count}", "story-list--quiet")]

    def _label(self, heading: Heading) -> str:
        group = self._desk.view.how.group
        if not heading.value:
            return f"No {group}"
        if group == "day":
            return heading_day(heading.value, self._now())
        return self._desk.codebook.label(heading.value) if group == "concern" else heading.value

    def _title(self, row: Row, line: Line, width: int) -> list[Piece]:
        """Return a line of a title, in exactly `width` cells, with what the filter looked for in it."""
        style = "story-list--read" if row.read else "story-list--unread"
        title = visible(row.title)
        shown = fit(title[line.start : line.end], width)
        pieces, at = [], 0
        for start, end in hits(self._desk.view.query, title, "title"):
            start, end = max(start - line.start, 0), min(end - line.start, len(shown))
            if at <= start < end:
                pieces += [Piece(shown[at:start], style), Piece(shown[start:end], "story-list--matched")]
                at = end
        return [*pieces, Piece(shown[at:], style)]

    def _beside(self, row: Row, room: int) -> str:
        """Return what there is to say of a story beside its title in columns, with a space behind each; "" where that
        is nothing."""
        copies = self._desk.view.arrangement.copies.get(row.key, 0)
        coders = coders_badge(row.others, room)
        return "".join(
            f"{part} " for part in (f"+{copies}" if copies else "", self._notes(row).strip(), coders) if part
        )

    def _notes(self, row: Row) -> str:
        signs = ("✎ " if row.noted else "", "≠ " if wants_a_look(row) else "", f"{DIFFER} " if row.conflict else "")
        return "".join(signs)

    def _details(self, row: Row, width: int) -> list[Piece]:
        """Return the line under a title: copies, notes, source, age, other coders; at its end the dots of concerns, as
        many as the others leave room for, and some in any case."""
        copies = self._desk.view.arrangement.copies.get(row.key, 0)
        head = Piece(f"+{copies} · " if copies else "", "story-list--bar")
        written, note = age(row.when, self._now()), self._notes(row)
        said = note + " · ".join(part for part in (row.source, written, coders_badge(row.others, width)) if part)
        left = width - cell_len(head.text) - cell_len(visible(said)) - 2
        some = min(width // 2, _DOTS_LEAST * (2 if self.lettered else 1) + 1)
        tail = concern_marks(row.tags, row.suggested, max(left, some), lettered=self.lettered)
        tail_width = sum(cell_len(piece.text) for piece in tail) + 1
        room = width - len(head.text) - tail_width - 1
        coders = coders_badge(row.others, room // 3)
        source_room = max(0, room - cell_len(written) - cell_len(note) - 3 - (cell_len(coders) + 3 if coders else 0))
        source = fit(row.source, min(source_room, cell_len(row.source)))
        details = note + " · ".join(part for part in (source, written, coders) if part)
        return [head, Piece(fit(details, room) + " ", "story-list--quiet"), *tail]
