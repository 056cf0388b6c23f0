"""Somebody without rights: `python visitor.py HOME` gives up being root, uses the library and says what came of it."""

import importlib
import json
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

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


_LATE = ("difflib", "filelock", "uuid")
"""What the program imports late; Python itself may stand where a visitor can't read it."""


def main(home: str) -> None:
    for name in _LATE:
        importlib.import_module(name)
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
