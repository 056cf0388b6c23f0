"""How many cells a character takes: as tmux, xterm and most terminals count, where Rich counts otherwise.

They all follow `wcwidth` of the C library, for which vowel signs of Devanagari and its like (general category Mc,
spacing marks) take a cell of their own; Rich gives them none, so that a row would be longer than it is drawn.
"""

import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Final

from rich import cells

_SPACING: Final = "Mc"


def count_as_terminals() -> None:
    """Have Rich, and with it Textual, count cells as terminals do, in the whole process."""
    load = cells.load_cell_table  # type: ignore[attr-defined]  # no public way to say what a character takes
    if not hasattr(load, "counts_as_terminals"):
        cells.load_cell_table = _as_terminals(load)  # type: ignore[attr-defined, assignment]
        cells.get_character_cell_size.cache_clear()
        cells.cached_cell_len.cache_clear()


def _as_terminals(load: Callable[[str], cells.CellTable]) -> Callable[[str], cells.CellTable]:
    @lru_cache
    def load_table(version: str) -> cells.CellTable:
        table = load(version)
        return table._replace(widths=[one for entry in table.widths for one in _without_spacing(entry)])

    load_table.counts_as_terminals = True  # type: ignore[attr-defined]
    return load_table


def _without_spacing(entry: tuple[int, int, int]) -> Iterator[tuple[int, int, int]]:
    """Yield a range of the table without spacing marks: what is in none of its ranges takes a cell."""
    start, end, width = entry
    if width:
        yield entry
        return
    for code in range(start, end + 1):
        if unicodedata.category(chr(code)) == _SPACING:
            if start < code:
                yield (start, code - 1, width)
            start = code + 1
    if start <= end:
        yield (start, end, width)
