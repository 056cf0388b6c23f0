"""Names of files as a user types them: completed by what is there, and proposed where nothing is."""

import os
from collections.abc import Sequence
from itertools import count, islice
from pathlib import Path
from typing import Final

from civic.text import clean_line
from workspace.files import full

_MOST: Final = 2000
"""So many entries of a folder are looked at."""


def meant(typed: str) -> str:
    """Return the path that is meant where an absolute one stands behind a folder that was proposed: `~//tmp/x` and
    `~/~/x` are /tmp/x and ~/x. What is no path, as an address, stays as it is."""
    if "://" in typed or not typed.startswith(("~", "/", ".")):
        return typed
    absolute = max(("//", "/~/"), key=typed.rfind)
    at = typed.rfind(absolute)
    return typed[at + 1 :] if at > 0 else typed


def completed(typed: str, endings: Sequence[str] = ()) -> tuple[str, list[str]]:
    """Return what is typed with all that the names beginning so have in common, and those names: folders end with a
    slash, files are those with one of these endings (with none given all; small letters). Names with letters that no
    line can hold are left out; nothing is found where the folder can't be read."""
    typed = meant(typed)
    head, slash, begun = typed.rpartition("/")
    if typed == "~":
        return "~/", ["~/"]
    try:
        with os.scandir(full(Path(head + slash or "."))) as entries:
            names = [_named(entry) for entry in islice(entries, _MOST)]
    except (OSError, ValueError):
        return typed, []
    fitting = sorted(
        name
        for name in names
        if name.startswith(begun)
        and (begun or not name.startswith("."))
        and (name.endswith("/") or not endings or name.lower().endswith(tuple(endings)))
        and clean_line(name) == name
    )
    return (head + slash + _common(fitting) if fitting else typed), fitting


def _common(names: Sequence[str]) -> str:
    """Return what all of these begin with; they are in order, so that the first and the last tell."""
    first, last = names[0], names[-1]
    return next((first[:at] for at, letter in enumerate(first) if letter != last[at]), first)


def _named(entry: "os.DirEntry[str]") -> str:
    try:
        return entry.name + ("/" if entry.is_dir() else "")
    except OSError:
        return entry.name


def proposed(stem: str, ending: str, folder: str = "~") -> str:
    """Return a name in a folder that no file has yet: with a number behind it where the plain one is taken."""
    names = (f"{folder}/{stem}{'' if number == 1 else f'-{number}'}{ending}" for number in count(1))
    return next(name for name in names if not os.path.lexists(full(Path(name))))
