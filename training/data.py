"""The labelled data, read and split. A row's part is told by a hash of its id, never by hand."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from civic.analysis.lexicon import lexicon_weights
from civic.analysis.words import stems
from civic.codebook import CONCERNS

IDS: Final = [concern.id for concern in CONCERNS]
"""The concerns in the order of the columns of all arrays here. It is written into the files beside the numbers."""
FOLDS: Final = 5


def fold_of(key: str) -> int:
    """Return the fold of a row, 0 to FOLDS - 1, by its id."""
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=4).digest(), "big") % FOLDS


def rows_of(folder: Path, name: str) -> list[dict[str, Any]]:
    """Return the rows of a JSON-lines file."""
    with (folder / name).open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def source_fold(row: Mapping[str, Any]) -> int:
    """Return the fold of a story by the repository that it is from, so that no source is on both sides of a split."""
    return fold_of(row["repo"])


def full_rows(folder: Path) -> list[dict[str, Any]]:
    """Return the full stories in English, as far as they are there."""
    return _annotated(folder, ("stories-dev.jsonl", "stories2-dev.jsonl"))


def short_items(folder: Path) -> list[dict[str, Any]]:
    """Return the items of feeds in English: a title and one to three sentences."""
    return _annotated(folder, ("short-dev.jsonl",))


def other_languages(folder: Path) -> list[dict[str, Any]]:
    """Return the full stories and the items of feeds in other languages than English, as far as they are there."""
    return _annotated(folder, ("languages-dev.jsonl", "short-dev.jsonl"), english=False)


def _annotated(folder: Path, names: Sequence[str], *, english: bool = True) -> list[dict[str, Any]]:
    rows = [row for name in names if (folder / name).exists() for row in rows_of(folder, name)]
    return [row for row in rows if (row.get("lang", "en") == "en") == english]


class Row(Struct, frozen=True):
    """A short labelled text: where it is from, its text, its concerns, its fold; `whole` says that all of its concerns
    are known (AIAAIC), not only the main one (AIID, MIT)."""

    source: str
    text: str
    concerns: frozenset[str]
    fold: int
    whole: bool


def short_rows(folder: Path) -> list[Row]:
    """Return all labelled headlines, incident descriptions and risk sentences."""
    rows = []
    for row in rows_of(folder, "aiaaic-dev.jsonl"):
        parts = [row[key] for key in ("title", "system", "tech", "purpose", "deployer", "developer") if row[key]]
        rows.append(Row("aiaaic", ". ".join(parts), frozenset(row["concerns"]), fold_of(row["id"]), whole=True))
    for row in rows_of(folder, "aiid-dev.jsonl"):
        if row["concern"]:
            text = f"{row['title']}. {row['text']}"
            rows.append(Row("aiid", text, frozenset([row["concern"]]), fold_of("aiid" + row["id"]), whole=False))
    rows.extend(
        Row("mit", row["text"], frozenset([row["concern"]]), fold_of(row["paper"]), whole=False)
        for row in rows_of(folder, "mit-risk-sentences-dev.jsonl")
    )
    return rows


def find_all(text: str, part: str) -> list[tuple[int, int]]:
    """Return where `part` stands in `text`."""
    found, at = [], text.find(part)
    while at >= 0:
        found.append((at, at + len(part)))
        at = text.find(part, at + 1)
    return found


def labels(rows: Sequence[Row]) -> NDArray[np.bool_]:
    """Return one line a row, one column a concern in the codebook's order."""
    return np.array([[concern in row.concerns for concern in IDS] for row in rows])


def hits(texts: list[str]) -> NDArray[np.float64]:
    """Return the lexicon's hits as the program counts them: one line a text, one column a concern of IDS."""
    weights = [lexicon_weights(stems(text)) for text in texts]
    return np.array([[found.get(concern, 0.0) for concern in IDS] for found in weights])
