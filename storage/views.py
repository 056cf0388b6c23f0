"""The person's views, `views.toml` in the config folder: plain enough to be written by hand and shared.

[[view]]
name = "Police"
filter = "police concern:privacy"
order = "newest"                          # oldest, relevance, source, concerns
group = "day"                             # source, concern, stakeholder
key = "f5"
"""

import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from civic.text import clean_line
from civic.views import SHIPPED, View, ViewError, same_name, view_of, with_shipped
from storage.disk import make_folder, open_regular, replacing, shown
from storage.errors import StorageError, UnreadableError
from storage.lock import locked
from storage.places import Places

_TABLE: Final = "[[view]]"
_LARGEST: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Found:
    """All views, shipped and own, and sentences for what of the file was not understood."""

    views: tuple[View, ...] = SHIPPED
    problems: tuple[str, ...] = ()


def load(places: Places) -> Found:
    """The views of these places; never fails. What can't be understood is left out, and said in a sentence."""
    try:
        body = tomllib.loads(_text(places))
    except StorageError as error:
        return Found(problems=(str(error),))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        why = clean_line(str(error), 160)
        return Found(problems=(f"{shown(places.views)} can't be read, so only the shipped views are there: {why}.",))
    problems = [f"views.toml: there is no {clean_line(key, 40)!r}; write {_TABLE}." for key in body if key != "view"]
    own = []
    tables = body.get("view", [])
    for table in tables if isinstance(tables, list) else [tables]:
        try:
            own.append(view_of(table if isinstance(table, dict) else {}))
        except ViewError as error:
            problems.append(f"views.toml: {error}")
    return Found(with_shipped(own), tuple(problems))


def keep(places: Places, view: View) -> None:
    """Write a view down, in the place of one of the same name. What else is in the file stays as it is.
    Raises StorageError."""
    lines = [f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in view.to_table().items()]
    _rewrite(places, view.name, "".join([_TABLE, "\n", *lines]))


def remove(places: Places, name: str) -> None:
    """Take a view of the person's out of the file; a shipped one of that name is as it came again.
    Raises StorageError."""
    _rewrite(places, name, "")


def _rewrite(places: Places, name: str, block: str) -> None:
    make_folder(places.config)
    with locked(places.views, timeout=5):
        try:
            kept = [part for part in _blocks(_text(places)) if not _is_of(part, name)]
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
            raise UnreadableError(f"{shown(places.views)} can't be read: mend it or take it away.") from error
        before = "".join(kept).rstrip()
        parts = [part for part in (before, block) if part]
        with replacing(places.views) as file:
            file.write("\n\n".join(parts).rstrip().encode() + b"\n")


def _text(places: Places) -> str:
    try:
        with open_regular(places.views) as file:
            return file.read(_LARGEST).decode("utf-8-sig")
    except FileNotFoundError:
        return ""


def _blocks(text: str) -> Iterator[str]:
    """The file cut before each table of a view. Raises tomllib.TOMLDecodeError for a file that is no TOML."""
    tomllib.loads(text)
    block: list[str] = []
    for line in text.splitlines(keepends=True):
        if line.strip().startswith(_TABLE):
            yield "".join(block)
            block = []
        block.append(line)
    yield "".join(block)


def _is_of(block: str, name: str) -> bool:
    tables = tomllib.loads(block).get("view", [])
    return any(isinstance(table.get("name"), str) and same_name(table["name"], name) for table in tables)
