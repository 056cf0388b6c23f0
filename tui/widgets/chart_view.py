"""Rows of figures under headings, each drawn as a bar or as cells, one of which the cursor is on."""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct
from rich.cells import cell_len

from civic.blocks import sparkline, two_bars
from tui.keys.binding import bindings
from tui.keys.commands import MOVE
from tui.text.plain import fit, fit_apart, visible
from tui.widgets.line_view import Piece
from tui.widgets.panes.items import ItemsPane

_CELL: Final = 7
_WIDE: Final = 76
"""From so many columns on there is room for a course or for words behind a bar."""


class Cell(Struct, frozen=True):
    """A number of a row of several: `head` stands above it, `label` is what it counts in full, `query` finds it."""

    head: str
    label: str
    value: int
    query: str


class ChartRow(Struct, frozen=True):
    """A row of the section `section`. `value` counts what was decided, or is just a number; `light` counts what is only
    suggested; `most` fills the bar. `words` or the `course` over time stand behind it. `query` finds its stories,
    `stakeholder` is the one that it is about, `story` the one story; a row with `cells` is drawn as those."""

    section: str
    label: str
    value: int = 0
    light: int = 0
    most: int = 0
    words: str = ""
    course: tuple[int, ...] = ()
    query: str = ""
    stakeholder: str = ""
    story: str = ""
    cells: tuple[Cell, ...] = ()


class ChartItems:
    """Rows as items, under the headings of their sections."""

    def __init__(self) -> None:
        self.rows: Sequence[ChartRow] = ()
        self.empty = "Counting …"
        self.cell = 0

    @property
    def count(self) -> int:
        """Return how many rows there are."""
        return len(self.rows)

    def chosen_cell(self, row: ChartRow) -> Cell:
        """Return the cell of a row with cells that the cursor is on."""
        return row.cells[min(self.cell, len(row.cells) - 1)]

    def above(self, index: int, width: int) -> Sequence[Sequence[Piece]]:
        """Return the heading of a section above its first row, behind an empty line where another section ends."""
        row = self.rows[index]
        if index and self.rows[index - 1].section == row.section:
            return ()
        heading = self._heading(row, width)
        return [[Piece("")], heading] if index else [heading]

    def _heading(self, row: ChartRow, width: int) -> list[Piece]:
        if row.course and (behind := _behind(width - 1)):
            return [Piece(fit(" " + row.section, width - behind), "items--name"), Piece("over time", "items--quiet")]
        label = _label_width(width - 1) + 1 if row.cells else width
        pieces = [Piece(fit(" " + row.section, label), "items--name")]
        heads = fit_apart([cell.head for cell in row.cells], _CELL - 1)[self._in_sight(row, width - 1)]
        return [*pieces, *(Piece(head.rstrip().rjust(_CELL), "items--quiet") for head in heads)]

    def _in_sight(self, row: ChartRow, width: int) -> slice:
        """Return which of the cells fit, the chosen one among them."""
        room = max(1, (width - _label_width(width)) // _CELL)
        start = max(0, min(self.cell, len(row.cells) - 1) - room + 1)
        return slice(start, start + room)

    def draw(self, index: int, width: int, *, is_open: bool) -> Sequence[Sequence[Piece]]:
        """Return the row on a line; under the one in use what its cell counts."""
        row = self.rows[index]
        label = Piece(fit(row.label, _label_width(width)), "items--name" if is_open else "")
        if row.cells:
            return self._cells(row, label, width, is_open=is_open)
        if row.story:
            return [[Piece(fit(row.label, max(8, width - 26))), Piece("  " + fit(row.words, 23), "items--quiet")]]
        number = f"{row.value} + {row.light}" if row.light else str(row.value)
        behind = _behind(width)
        room = max(4, width - _label_width(width) - 12 - behind)
        solid, light = two_bars(row.value, row.light, row.most, room)
        pieces = [label, Piece(" "), Piece(solid, "items--bar"), Piece(light, "items--quiet"), Piece(f" {number}")]
        if behind:
            used = sum(cell_len(visible(piece.text)) for piece in pieces)
            words = sparkline(row.course, behind - 2) if row.course else row.words
            pieces += [Piece(" " * max(1, width - behind - used)), Piece(fit(words, behind - 1), "items--quiet")]
        lines: list[Sequence[Piece]] = [pieces]
        if is_open and row.words and not behind:
            lines.append([Piece(fit("  " + row.words, width), "items--quiet")])
        return lines

    def _cells(self, row: ChartRow, label: Piece, width: int, *, is_open: bool) -> list[Sequence[Piece]]:
        chosen = self.chosen_cell(row)
        pieces = [label]
        for cell in row.cells[self._in_sight(row, width)]:
            here = is_open and cell == chosen
            text = f"[{cell.value}]" if here else f"{cell.value or '·'} "
            pieces.append(Piece(text.rjust(_CELL), "items--bar" if here else "" if cell.value else "items--quiet"))
        if not is_open:
            return [pieces]
        return [pieces, [Piece(fit(f"  {chosen.label}: {chosen.value}", width), "items--quiet")]]


class ChartView(ItemsPane, inherit_bindings=False):
    """Shows rows. The owner reads `row` and `query_here` when a key asks for what is behind the cursor."""

    BINDINGS = bindings(MOVE)
    DEFAULT_CSS = """
    ChartView { height: 1fr; border-top: solid $hairline; }
    """

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's name
        self._chart = ChartItems()
        super().__init__("", self._chart, id=id)

    def show(self, rows: Sequence[ChartRow], nothing: str) -> None:
        """Show these rows; `nothing` is the sentence for where there are none."""
        self._chart.rows, self._chart.empty, self._chart.cell = rows, nothing, 0
        self.reset()

    @property
    def rows(self) -> Sequence[ChartRow]:
        """Return the rows that are shown."""
        return self._chart.rows

    @property
    def row(self) -> ChartRow | None:
        """Return the row under the cursor."""
        return self.rows[self.cursor] if self.rows else None

    @property
    def query_here(self) -> str:
        """Return the filter that finds the stories behind the cursor; "" where there are none to find."""
        row = self.row
        if row is None:
            return ""
        return self._chart.chosen_cell(row).query if row.cells else row.query

    def move_cell(self, by: int) -> None:
        """Go to another cell of the row."""
        if self.row and self.row.cells:
            self._chart.cell = max(0, min(self._chart.cell + by, len(self.row.cells) - 1))
            self.redraw()


def _behind(width: int) -> int:
    """Return how many cells there are for a course or for words behind a bar."""
    return width * 30 // 100 if width >= _WIDE else 0


def _label_width(width: int) -> int:
    return max(12, min(32, width * 34 // 100))
