"""The tables of figures: what each of them holds, and the page of `docs/` that is made of them."""

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

PAGE: Final = Path(__file__).resolve().parent.parent / "docs" / "figures.md"

_WIDTH: Final = 120

Cell = str | int | float | None
"""None where there is no figure."""
Row = Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Table:
    """What a table looks like: its title, the names of its columns with their units, and how to read it."""

    title: str
    columns: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Part:
    """What was found for one table: its rows, and a sentence about the yardstick before and after. The one that has
    not been measured yet is empty."""

    rows: Sequence[Row] = ()
    yardstick: str = "Not measured yet."


HEAD: Final = """# Figures

What civicdesk costs, measured from outside: the installed command in processes of its own, the desk in a terminal of
its own. `python -m benchmarks --write` makes this page; `--only NAME` measures a part, `--json` prints it for programs.
Machines differ and are shared, so CPU seconds count more than wall seconds. Above each table stands what a fixed loop
in plain Python took right before and after it: figures of two machines compare as multiples of that.
"""


def page(tables: Sequence[Table], parts: Mapping[str, Part]) -> str:
    """Return the page of these tables, in their order, with the parts by the titles of their tables."""
    return "\n".join([HEAD, *(_section(table, parts.get(table.title, Part())) for table in tables)])


def parts_of(text: str, tables: Sequence[Table]) -> dict[str, Part]:
    """Return what a page has of these tables; a table that has other columns now counts as not measured."""
    sections = {section.partition("\n")[0]: section for section in text.split("\n## ")[1:]}
    found = {}
    for table in tables:
        head, _, rows = sections.get(table.title, "").partition(f"\n\n{grid(table.columns, ())}\n")
        if rows:
            cells = [row.strip("| ").split(" | ") for row in rows.splitlines() if row]
            found[table.title] = Part(cells, head.rpartition("\n")[2])
    return found


def with_ratios(rows: Sequence[Row]) -> list[Row]:
    """Return rows of name, size and figures with one more for each name: how many times the figures of the smallest
    size those of the largest are."""
    of_name: dict[Cell, list[Row]] = {}
    for row in rows:
        of_name.setdefault(row[0], []).append(row)
    more: list[Row] = [
        [name, f"{cell(many[-1][1])} : {cell(many[0][1])}", *map(_ratio, many[-1][2:], many[0][2:])]
        for name, many in of_name.items()
        if len(many) > 1
    ]
    return [*rows, *more]


def _ratio(large: Cell, small: Cell) -> Cell:
    return large / small if isinstance(large, float) and isinstance(small, float) and small else None


def _section(table: Table, part: Part) -> str:
    note = textwrap.fill(table.note, _WIDTH, break_on_hyphens=False)
    return f"## {table.title}\n\n{note}\n\n{part.yardstick}\n\n{grid(table.columns, part.rows)}\n"


def grid(columns: Sequence[str], rows: Sequence[Row]) -> str:
    """Return a table in Markdown."""
    lines = [columns, ["---"] * len(columns), *([cell(one) for one in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def cell(value: Cell) -> str:
    """Return a figure as it stands in a table: three digits, all before the point."""
    match value:
        case None:
            return "–"
        case float():
            return f"{value:,.{2 if abs(value) < 10 else 1 if abs(value) < 100 else 0}f}"
        case int():
            return f"{value:,}"
        case _:
            return value


def show(columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Print a table."""
    print(f"{grid(columns, rows)}\n", flush=True)
