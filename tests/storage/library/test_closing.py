"""Closing a library while other threads still ask it."""

import subprocess
import sys
from pathlib import Path

_ASKS_AND_CLOSES = """
import sqlite3, sys, threading
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from storage.library.library import Library
from storage.files.places import Places

def ask(library, going):
    with suppress(sqlite3.Error):
        while going:
            for row in library.rows(library.search(limit=50)):
                library.story(row.id), library.analysis(row.id), library.judgement(row.id)

for _ in range(12):
    library = Library.open(Places.find(Path(sys.argv[1])), who="me", now=lambda: datetime.now(UTC))
    going = [True]
    threads = [threading.Thread(target=ask, args=(library, going)) for _ in range(6)]
    for thread in threads:
        thread.start()
    library.search()
    library.close()
    going.clear()
    for thread in threads:
        thread.join()
print("closed")
"""


def test_whoever_still_asks_is_told_and_nothing_crashes(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-X", "faulthandler", "-c", _ASKS_AND_CLOSES, str(tmp_path)],
        capture_output=True, text=True, timeout=100, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "closed\n"), done.stderr[-3000:]
