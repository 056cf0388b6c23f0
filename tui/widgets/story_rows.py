"""The rows of the list of stories: two lines a story, headings between them, hints below."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from rich.cells import cell_len

from civic.arrangement import Heading
from civic.concern_status import WANTS_A_LOOK
from civic.query.hits import hits
from tui.desk.guidance import Advice
from tui.desk.session import Desk
from tui.keys.commands import COMMAND_BY_ID, shown
from tui.text.ages import age, heading_day
from tui.text.plain import cut, fit, visible
from tui.text.wrap import wrap
from tui.widgets.line_view import DIFFER, Piece, concern_style
from workspace.ports import Row

ROW: Final = 2
"""Lines of a story."""
_DOTS: Final = 6
"""How many concerns of a story have a dot."""
_SHORTEST: Final = 3
"""Cells below which a coder's name says nothing."""


SIGNS: Final = (
    ("•", "unread"),
    ("✓", "you are done with it"),
    ("★", "starred"),
    ("✎", "with a note of yours"),
    ("≠", "tagged by words that the text has no longer, or not quite: evidence:gone and evidence:changed find them"),
    (DIFFER, "coders differ about it, and nobody has settled that: is:conflict finds them"),
    ("ben", "another coder decided something on it; ben+2: and two more"),
    ("+3", "with so many duplicates, which d unfolds"),
    ("●", "tagged with a concern, in its colour"),
    ("○", "a concern is suggested"),
)
"""The signs in a row, and what each says of its story."""


def wants_a_look(row: Row) -> bool:
    """Return whether a tag of the story rests on words that are not in the text as they were."""
    return any(state in row.evidence for state in WANTS_A_LOOK)


def coders_badge(names: Sequence[str], room: int) -> str:
    """Return who else decided on a story in at most `room` cells: "ben", "ben+2", "+3" where there is no room for a
    name; "" for nobody."""
    if not names:
        return ""
    more = f"+{len(names) - 1}" if len(names) > 1 else ""
    left = max(room, 3) - len(more)
    first = visible(names[0])
    return f"+{len(names)}" if left < _SHORTEST else f"{first if cell_len(first) <= left else cut(first, left)}{more}"


def _at(heading: Heading) -> int:
    return heading.at


class StoryRows:
    """Draws the stories in view. It reads the session and changes nothing; `hints` are drawn below the stories."""

    def __init__(self, desk: Desk, now: Callable[[], datetime], hints: Callable[[], Sequence[Advice]]) -> None:
        self._desk = desk
        self._now = now
        self._hints = hints

    def line_count(self, width: int) -> int:
        """Return two lines for each story and one for each heading, then the hints, with an empty line before them."""
        hints = self._wrapped_hints(width)
        return self.first_line_of(len(self._desk.view.keys)) + (len(hints) + 1 if hints else 0)

    def _wrapped_hints(self, width: int) -> list[tuple[Sequence[Piece], str]]:
        """Return the lines of the hints, each with the command that it is about: its key, then what it does."""
        lines: list[tuple[Sequence[Piece], str]] = []
        for hint in self._hints():
            key = f"{shown(COMMAND_BY_ID[hint.command].keys[0])}  " if hint.command else ""
            room = max(1, width - 3 - len(key))
            for number, (start, end) in enumerate(wrap(hint.text, room)):
                head = Piece("   " + (" " * len(key) if number else key), "story-list--bar")
                lines.append(([head, Piece(hint.text[start:end], "story-list--hint")], hint.command))
        return lines

    def command_at(self, line: int, width: int) -> str:
        """Return the command that a line below the stories is about; "" for any other line."""
        under = line - self.first_line_of(len(self._desk.view.keys)) - 1
        hints = self._wrapped_hints(width) if under >= 0 else []
        return hints[under][1] if under < len(hints) else ""

    def first_line_of(self, position: int) -> int:
        """Return the first line of the story at a position, or of what is below the last one."""
        headings = self._desk.view.arrangement.headings
        return ROW * position + (bisect_right(headings, position, key=_at) if headings else 0)

    def place_at(self, line: int) -> tuple[int, int]:
        """Return the position of the story that a line belongs to, and which of its lines it is: -1 for a heading above
        it."""
        headings = self._desk.view.arrangement.headings
        before = bisect_right(range(len(headings)), line, key=lambda number: ROW * headings[number].at + number)
        if not before:
            return divmod(line, ROW)
        heading = headings[before - 1]
        under = line - (ROW * heading.at + before)
        return (heading.at, -1) if under < 0 else (heading.at + under // ROW, under % ROW)

    def line(self, index: int, width: int) -> tuple[Sequence[Piece], str]:
        """Return a heading; or a title, then source, age and the dots of concerns."""
        under = index - self.first_line_of(len(self._desk.view.keys))
        if under >= 0:
            return (self._wrapped_hints(width)[under - 1][0] if under else [Piece("")]), ""
        position, part = self.place_at(index)
        if part < 0:
            return self._heading(position, width), ""
        key, row = self._desk.view.keys[position], self._desk.view.row(position)
        is_cursor = position == self._desk.view.position
        is_selected = key in self._desk.selection
        bar = Piece("✓" if is_selected and not part else "▌" if is_cursor else " ", "story-list--bar")
        indent = Piece("  " if key in self._desk.view.arrangement.inner else "")
        width -= 1 + len(indent.text)
        if row is None:
            pieces = [bar, Piece(" (this story is gone)", "story-list--quiet")]
        elif part == 0:
            pieces = [bar, indent, *self._title(row, width)]
        else:
            pieces = [bar, indent, *self._details(row, width)]
        return pieces, "story-list--cursor" if is_cursor else ""

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

    def _title(self, row: Row, width: int) -> list[Piece]:
        sign = "★" if row.starred else "✓" if row.coded else " " if row.read else "•"
        style = "story-list--read" if row.read else "story-list--unread"
        title = fit(row.title, width - 2)
        pieces, at = [Piece(sign, "story-list--bar"), Piece(" ")], 0
        for start, end in hits(self._desk.view.query, title, "title"):
            if start >= at:
                pieces += [Piece(title[at:start], style), Piece(title[start:end], "story-list--matched")]
                at = end
        return [*pieces, Piece(title[at:], style)]

    def _details(self, row: Row, width: int) -> list[Piece]:
        dots = [Piece("●", concern_style(tag)) for tag in row.tags]
        dots += [Piece("○", concern_style(tag)) for tag in row.suggested]
        more = len(dots) - _DOTS
        tail = [*dots[:_DOTS], Piece(f"+{more}" if more > 0 else "", "story-list--quiet")]
        tail_width = sum(cell_len(piece.text) for piece in tail) + 1
        copies = self._desk.view.arrangement.copies.get(row.key, 0)
        head = Piece(f"  +{copies} · " if copies else "  ", "story-list--bar" if copies else "")
        written = age(row.when, self._now())
        note = ("✎ " if row.noted else "") + ("≠ " if wants_a_look(row) else "")
        if row.conflict:
            note += f"{DIFFER} "
        room = width - len(head.text) - tail_width - 1
        coders = coders_badge(row.others, room // 3)
        source_room = max(0, room - cell_len(written) - cell_len(note) - 3 - (cell_len(coders) + 3 if coders else 0))
        source = fit(row.source, min(source_room, cell_len(row.source)))
        details = note + " · ".join(part for part in (source, written, coders) if part)
        return [head, Piece(fit(details, room) + " ", "story-list--quiet"), *tail]
