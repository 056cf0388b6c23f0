"""The codebook as a file for others: as a table, for Excel, or as JSON."""

import csv
import json
from collections.abc import Iterable, Iterator
from io import StringIO
from typing import Any, Final

from msgspec.structs import asdict

from civic.codebook import ROLES, STAKEHOLDER_TYPES, Codebook
from civic.codebook_record import LISTS, TEXTS, concerns_of, off_of
from civic.export import safe_cell
from civic.export.excel import MARK, excel_table

COLUMNS: Final = ("kind", "id", "label", "means", "counts", "does not count", "keywords", "was", "memo", "colour")
FORMAT: Final = "civicdesk-codebook/1"
_EARLIEST: Final = COLUMNS[:7]
"""The columns that there were at first."""
_BEGINNINGS: Final = (",".join(_EARLIEST), MARK + "\t".join(COLUMNS), f'{{\n  "format": "{FORMAT}"')

FORMATS: Final = ("csv", "json")


def codebook_text(codebook: Codebook, kind: str) -> str:
    """Return the concerns of a codebook, all roles and all types of stakeholders, in one of FORMATS."""
    return _as_json(codebook) if kind == "json" else "".join(_as_csv(_rows(codebook)))


def codebook_for_excel(codebook: Codebook) -> str:
    """Return the same as a table that is to be written in `civic.export.excel.ENCODING`."""
    return "".join(excel_table(_rows(codebook)))


def is_codebook(head: str) -> bool:
    """Return whether a file that begins so was written by one of these, or holds nothing."""
    return not head.strip() or head.startswith(_BEGINNINGS)


def _as_json(codebook: Codebook) -> str:
    body = {
        "format": FORMAT,
        "version": codebook.version,
        "concerns": concerns_of(codebook),
        "off": off_of(codebook),
        "roles": [asdict(role) for role in ROLES],
        "types": [{"id": name, "label": label} for name, label in STAKEHOLDER_TYPES.items()],
    }
    return json.dumps(body, indent=2) + "\n"


def _rows(codebook: Codebook) -> Iterator[list[str]]:
    yield [*COLUMNS]
    for one in concerns_of(codebook):
        yield ["concern", one["id"], *(one[name] for name in TEXTS), *_lists(one), one["memo"], one["colour"]]
    for one in off_of(codebook):
        yield ["off", one["id"], *[""] * len(TEXTS), *_lists(one), one["memo"], one["colour"]]
    rest = len(COLUMNS)
    for role in ROLES:
        yield [*(cells := ["role", role.id, role.label, role.who]), *[""] * (rest - len(cells))]
    for name, label in STAKEHOLDER_TYPES.items():
        yield [*(cells := ["type", name, label]), *[""] * (rest - len(cells))]


def _lists(one: dict[str, Any]) -> Iterator[str]:
    return ("\n".join(one.get(name, ())) for name in LISTS)


def _as_csv(rows: Iterable[Iterable[str]]) -> Iterator[str]:
    for row in rows:
        line = StringIO()
        csv.writer(line, lineterminator="\r\n").writerow(map(safe_cell, row))
        yield line.getvalue()
