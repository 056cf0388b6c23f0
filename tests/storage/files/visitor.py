"""Somebody without rights: `python visitor.py HOME` gives up being root, uses the library and says what came of it."""

import importlib
import json
import os
import pkgutil
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import civic
import storage
from storage.files.errors import StorageError
from storage.files.places import Places
from storage.library.care.doctor import check
from storage.library.library import Library
from storage.settings.config import remember
from storage.settings.feedlist import FeedList
from tests.storage.conftest import story

NOBODY = 65534


def attempt(task: Callable[[], object]) -> str:
    try:
        task()
    except StorageError as error:
        return str(error)
    return ""


_LATE = ("difflib", "email.utils", "filelock", "subprocess", "uuid")
"""What the program imports late of others."""


def import_all() -> None:
    """Import what the program imports late: it may stand where a visitor can't read it, as Python itself may."""
    for name in _LATE:
        importlib.import_module(name)
    for package in (civic, storage):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)


def main(home: str) -> None:
    import_all()
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    places = Places.find(Path(home), environ={})
    seen: dict[str, object] = {"doctor": [finding.sentence for finding in check(places) if not finding.good]}
    try:
        library = Library.open(places, who="guest", formerly=("ada",), now=lambda: datetime(2026, 1, 1, tzinfo=UTC))
    except StorageError as error:
        print(json.dumps(seen | {"open": str(error)}))
        return
    with library:
        seen |= {
            "titles": [row.title for row in library.rows(library.search())],
            "note": library.judgement("early").note,
            "read_only": library.read_only,
            "put": attempt(lambda: library.put_many([story("late")])),
            "judge": attempt(lambda: library.judge([("early", "note", "changed")])),
            "note after": library.judgement("early").note,
            "feeds": attempt(lambda: FeedList(places.feeds).update(lambda rows: [*rows, {"url": "http://late"}])),
            "remember": attempt(lambda: remember(places, "theme", "late")),
            "notices": library.notices,
        }
    print(json.dumps(seen))


if __name__ == "__main__":
    main(sys.argv[1])
