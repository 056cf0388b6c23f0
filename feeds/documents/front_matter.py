"""Front matter, the fields before the text of a Markdown file. Pure.

It is read line by line, not as YAML: people write it by hand, and "title: Council: the vote" is none.
"""

import re
import tomllib
from collections.abc import Iterator
from typing import Final

from civic.text import clean_line

_YAML: Final = re.compile(r"\A---[ \t]*\n(.{0,20000}?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_TOML: Final = re.compile(r"\A\+\+\+[ \t]*\n(.{0,20000}?)\n\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL)
_FIELD: Final = re.compile(r"([^\W\d][\w .-]{0,40}?)[ \t]*:(?:[ \t]+(.*)|[ \t]*)")
_BLOCK: Final = re.compile(r"[>|][+-]?\d?")
_COMMENT: Final = re.compile(r"[ \t]#.*")
_NOTE: Final = re.compile(r"\[\[(?:[^\[\]|]{0,200}\|)?([^\[\]|]{0,200})\]\]")
"""A link to another note, as Obsidian writes authors; the words behind "|" are what it shows."""


def front_matter(text: str) -> tuple[dict[str, list[str]], str]:
    """Return the fields before a text, their names in lower case and each with its values, and the text behind them.

    Fields of tables inside of a field count as values of it where they are called "name"; others are left out.
    """
    if found := _YAML.match(text):
        fields = _lines(found[1])
    elif found := _TOML.match(text):
        fields = _table(found[1])
    else:
        return {}, text
    if not fields:  # lines that part a text from what is above and below, which has no fields
        return {}, text
    tidy = {name: [word for value in values if (word := _tidy(value))] for name, values in fields.items()}
    return {name: values for name, values in tidy.items() if values}, text[found.end() :]


def _lines(front: str) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    name, in_block = "", False
    for line in front.split("\n"):
        inner = line.strip()
        if (found := _FIELD.fullmatch(line.rstrip())) and not line[0].isspace():
            name, value = found[1].lower(), (found[2] or "").strip()
            in_block = _BLOCK.fullmatch(value) is not None
            fields[name] = [] if in_block else list(_values(value))
        elif not name or not inner or inner.startswith("#"):
            continue
        elif in_block:
            fields[name] = [" ".join([*fields[name], inner])]
        else:
            fields[name] += _inner(inner)
    return fields


def _inner(line: str) -> Iterator[str]:
    """Yield the value of a line that belongs to the field above it."""
    is_item = line.startswith("-")
    value = line.removeprefix("-").strip()
    found = _FIELD.fullmatch(value)
    if found and found[1].lower() == "name":
        yield found[2] or ""
    elif not found and is_item:
        yield value


def _values(written: str) -> Iterator[str]:
    if written.startswith("[") and not written.startswith("[["):
        yield from written.strip("[]").split(",")
    elif written:
        yield written


def _tidy(value: str) -> str:
    value = value.strip()
    quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "'\""
    value = value[1:-1] if quoted else _COMMENT.sub("", value)
    return clean_line(_NOTE.sub(r"\1", value))


def _table(front: str) -> dict[str, list[str]]:
    try:
        table = tomllib.loads(front)
    except (ValueError, RecursionError):
        return {}
    fields = {}
    for name, value in table.items():
        values = value if isinstance(value, list) else [value]
        fields[name.lower()] = [str(one) for one in values if not isinstance(one, dict | list)]
    return fields
