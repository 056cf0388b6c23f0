"""Values that JSON can hold: their type, their canonical form, and what of a table a reader does not know."""

import json
import math
from collections.abc import Collection, Mapping
from typing import Final, TypeAlias

from civic.text import clean

JsonValue: TypeAlias = "bool | int | float | str | list[JsonValue] | dict[str, JsonValue] | None"
"""The type of a value that JSON can hold."""
Extra: TypeAlias = tuple[tuple[str, JsonValue], ...]
"""Keys of a table that its reader does not know, with their values: a later version wrote them, and they are kept."""

_DEEPEST: Final = 20
"""Tables in tables deeper than this are not what any version of this program writes."""


def extra_of(body: Mapping[str, JsonValue], known: Collection[str]) -> Extra:
    """Return the keys of a table that are not among the known ones, sorted: the order of keys says nothing."""
    return tuple(sorted(((key, value) for key, value in body.items() if key not in known), key=lambda one: one[0]))


def canonical(value: JsonValue) -> str:
    """Return the one way to write a value: keys sorted, nothing between, in ASCII. Equal values give equal texts."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def cleaned(value: JsonValue, depth: int = 0) -> JsonValue:
    """Return a value from outside with each text in it cleaned, keys included. Raises ValueError for one that is nested
    too deeply, and for numbers that JSON can't write."""
    if depth > _DEEPEST:
        raise ValueError("it is nested too deeply")
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [cleaned(one, depth + 1) for one in value]
    if isinstance(value, dict):
        return {clean(key): cleaned(one, depth + 1) for key, one in value.items()}
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError("it has a number that is none")
    return value
