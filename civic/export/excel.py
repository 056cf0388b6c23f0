"""What Excel opens right by a double click, in every country: the one place for it.

Excel splits a file by the separator of its country, a comma here and a semicolon there. A first line `sep=;` would say
which, and has Excel forget the byte order mark, so that every accent breaks. Tabs in UTF-16 are what Excel itself calls
"Unicode text": they are split and read alike everywhere.
"""

import csv
from collections.abc import Iterable, Iterator
from io import StringIO
from typing import Final

from civic.export.table import safe_cell

ENCODING: Final = "utf-16-le"
"""What the file has to be written in; its mark is the first character of the text."""
MARK: Final = "\ufeff"
_LONGEST: Final = 32_767
"""So much of UTF-16 has room in a cell."""


def excel_table(rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """Yield a table of these rows, its head first, piece by piece. No cell is a formula."""
    yield MARK
    for row in rows:
        line = StringIO()
        csv.writer(line, dialect="excel-tab").writerow(map(safe_cell, row))
        yield line.getvalue()


def for_excel(pieces: Iterable[str]) -> Iterator[str]:
    """Yield a table that is CSV, each piece whole rows whose cells are safe already, in the same way. A cell that is
    longer than any of Excel's is cut, since the rest of it would become rows of its own."""
    yield MARK
    for piece in pieces:
        line = StringIO()
        rows = csv.reader(StringIO(piece, newline=""))
        csv.writer(line, dialect="excel-tab").writerows([_fitting(cell) for cell in row] for row in rows)
        yield line.getvalue()


def _fitting(cell: str) -> str:
    """Return a cell that Excel, which counts in UTF-16, has room for."""
    if len(cell) <= _LONGEST // 2 or len(cell.encode(ENCODING, "replace")) <= 2 * _LONGEST:
        return cell
    kept = cell.encode(ENCODING, "replace")[: 2 * (_LONGEST - 1)].decode(ENCODING, "ignore")
    return f"{kept}…"
