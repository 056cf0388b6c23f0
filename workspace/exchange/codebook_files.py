"""The codebook as a file for others: as a table or as JSON, and read from these."""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from io import StringIO
from typing import Any, Final, TypeAlias

from civic.codebook import CONCERN_BY_ID, CONCERNS, ROLES, STAKEHOLDER_TYPES, Codebook, slug
from civic.export import raw_cell, safe_cell
from civic.text import clean_line
from workspace.files import FileFault

_COLUMNS: Final = ("kind", "id", "label", "means", "counts", "does not count", "keywords", "was")
_FORMAT: Final = "civicdesk-codebook/1"
_CSV_BEGINS: Final = ",".join(_COLUMNS[:-1])  # "was" came later
_JSON_BEGINS: Final = f'{{\n  "format": "{_FORMAT}"'
_TOML_BEGINS: Final = "# Written by civicdesk codebook import.\n"
_LISTS: Final = ("keywords", "was")
_TEXTS: Final = ("label", "means", "counts", "not_counts")

FORMATS: Final = ("csv", "json")
NamedConcern: TypeAlias = tuple[str, Mapping[str, Any]]
"""The id of a concern, and its texts by the names of a `Concern`'s fields, with lists of "keywords" and of the
tags that it "was". One that is switched off has only the latter, and is "off"."""


def codebook_text(codebook: Codebook, kind: str) -> str:
    """Return the concerns of a codebook, all roles and all types of stakeholders, in one of FORMATS."""
    return _as_json(codebook) if kind == "json" else "".join(_as_csv(codebook))


def is_codebook(head: str) -> bool:
    """Return whether a file that begins so was written by `codebook_text`, or holds nothing."""
    return not head.strip() or head.startswith((_CSV_BEGINS, _JSON_BEGINS))


def read_codebook(body: bytes, kind: str, name: str) -> list[NamedConcern]:
    """Return the concerns of a file that `codebook_text` wrote; `name` is what faults call it. Raises FileFault for
    what is none, or has no concern."""
    shown = clean_line(name, 200)
    try:
        text = body.decode("utf-8-sig")
        concerns = list(_read_json(text) if kind == "json" else _read_csv(text))
    except (ValueError, RecursionError, csv.Error, LookupError, TypeError, AttributeError) as error:
        raise FileFault(f"{shown} is no codebook in {kind}: check it.") from error
    if not count_concerns(concerns):
        raise FileFault(f"{shown} names no concern: export a codebook, and import that.")
    return concerns


def count_concerns(concerns: Sequence[NamedConcern]) -> int:
    """Return how many concerns are in the codebook that these describe."""
    return sum(not texts.get("off") for _, texts in concerns)


def settings_text(concerns: Sequence[NamedConcern]) -> Iterator[str]:
    """Yield the lines of a `codebook.toml` by which just these concerns are in the codebook: what differs from the
    built-in ones."""
    yield _TOML_BEGINS
    named = dict(concerns)
    for tag, texts in named.items():
        known = CONCERN_BY_ID.get(tag)
        lines = [f"{name} = {_quoted(texts[name])}" for name in _TEXTS
                 if texts.get(name) and texts[name] != getattr(known, name, None)]  # fmt: skip
        lines += [f"{name} = [{', '.join(map(_quoted, texts[name]))}]" for name in _LISTS if texts.get(name)]
        if texts.get("off"):
            lines.append("off = true")
        if lines:
            yield "\n".join([f"\n[concerns.{_quoted(tag)}]", *lines, ""])
    for concern in CONCERNS:
        if concern.id not in named:
            yield f"\n[concerns.{_quoted(concern.id)}]\noff = true\n"


def is_settings(head: str) -> bool:
    """Return whether a `codebook.toml` that begins so holds what `settings_text` wrote."""
    return head.startswith(_TOML_BEGINS)


def _concerns(codebook: Codebook) -> Iterator[dict[str, Any]]:
    keywords, was = dict(codebook.keywords), dict(codebook.was)
    for concern in codebook.concerns:
        yield {
            **asdict(concern),
            "keywords": list(keywords.get(concern.id, ())),
            "was": list(was.get(concern.id, ())),
        }


def _off(codebook: Codebook) -> Iterator[dict[str, Any]]:
    """Yield the concerns that are switched off and still say which tags they were."""
    for tag, olds in codebook.was:
        if codebook.get(tag) is None:
            yield {"id": tag, "was": list(olds)}


def _as_json(codebook: Codebook) -> str:
    body = {
        "format": _FORMAT,
        "concerns": list(_concerns(codebook)),
        "off": list(_off(codebook)),
        "roles": [asdict(role) for role in ROLES],
        "types": [{"id": name, "label": label} for name, label in STAKEHOLDER_TYPES.items()],
    }
    return json.dumps(body, indent=2) + "\n"


def _as_csv(codebook: Codebook) -> Iterator[str]:
    rows: list[tuple[str, ...]] = [_COLUMNS]
    for one in _concerns(codebook):
        texts = (one[name] for name in _TEXTS)
        rows.append(("concern", one["id"], *texts, *("\n".join(one[name]) for name in _LISTS)))
    rows += [("off", one["id"], *[""] * 5, "\n".join(one["was"])) for one in _off(codebook)]
    rows += [("role", one.id, one.label, one.who, *[""] * 4) for one in ROLES]
    rows += [("type", name, label, *[""] * 5) for name, label in STAKEHOLDER_TYPES.items()]
    for row in rows:
        line = StringIO()
        csv.writer(line, lineterminator="\r\n").writerow(map(safe_cell, row))
        yield line.getvalue()


def _read_json(text: str) -> Iterator[NamedConcern]:
    body = json.loads(text)
    for one in body["concerns"]:
        if tag := slug(str(one["id"])):
            yield tag, {name: one.get(name) for name in _TEXTS} | {name: _words(one.get(name)) for name in _LISTS}
    for one in body.get("off", ()):
        if tag := slug(str(one["id"])):
            yield tag, {"off": True, "was": _words(one.get("was"))}


def _read_csv(text: str) -> Iterator[NamedConcern]:
    for row in csv.DictReader(StringIO(text, newline=""), strict=True):
        cells = {name: raw_cell(cell or "") for name, cell in row.items()}
        kind, tag = cells.get("kind"), slug(cells.get("id", ""))
        keywords, was = (_words(cells.get(name, "").split("\n")) for name in _LISTS)
        if kind == "concern" and tag:
            yield tag, {**cells, "not_counts": cells.get("does not count", ""), "keywords": keywords, "was": was}
        elif kind == "off" and tag:
            yield tag, {"off": True, "was": was}


def _words(value: object) -> list[str]:
    return [one for one in value if isinstance(one, str) and one.strip()] if isinstance(value, list) else []


def _quoted(text: object) -> str:
    """Return a basic string of TOML: JSON's, less the escapes of pairs that TOML has not."""
    return json.dumps(clean_line(str(text), 300), ensure_ascii=False)
