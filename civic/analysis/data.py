"""The data that the analysis reads: package data, read once, at first use."""

import json
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any


class DataError(ValueError):
    """Package data that does not fit the program: a fault of whoever made it, never of the user."""


@cache
def load(name: str) -> Any:
    """Return the JSON of the file `name` of this package. The caller knows its shape; nobody changes what is
    returned."""
    return json.loads(files(__package__).joinpath(name).read_text(encoding="utf-8"))


def check_ids(name: str, found: Iterable[str], wanted: Iterable[str]) -> None:
    """Raise DataError unless the ids that the file `name` has something for are exactly those wanted. Their order is
    the file's own affair: whatever belongs to an id is looked up by it."""
    found, wanted = list(found), list(wanted)
    for problem, ids in (
        ("has nothing for", [one for one in wanted if one not in found]),
        ("has something for the unknown", [one for one in found if one not in wanted]),
        ("names twice", sorted({one for one in found if found.count(one) > 1})),
    ):
        if ids:
            raise DataError(
                f"{name} {problem} {', '.join(map(repr, ids))}: run `python -m training`, or mend the file."
            )
