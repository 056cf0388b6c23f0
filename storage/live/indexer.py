"""`python -m storage.live.indexer PLACES [TODAY]`: builds the index in a process of its own, and mends the story file
where it is broken and today's date is given. Prints how many bytes it has read. With `renamed` in the place of the date
it has the index that there is show what tags are called now, some stories at a time."""

import sqlite3
import sys
from datetime import UTC, date, datetime

from storage.files.child import be_modest, end_with_parent, unpacked
from storage.files.errors import StorageError
from storage.files.places import Places
from storage.live.generations import build, current
from storage.live.jobs import RENAMED
from storage.live.judged import Judged

_PATIENCE = 60.0


def main(arguments: list[str]) -> int:
    """Build the index of the places given; return exit status 0 when it is there."""
    end_with_parent()
    be_modest(5)
    try:
        if arguments[1:] == [RENAMED]:
            show_renamed(unpacked(arguments[0]))
            return 0
        today = date.fromisoformat(arguments[1]) if len(arguments) > 1 else None
        build(unpacked(arguments[0]), lambda done: print(done, flush=True), today)
    except (StorageError, OSError, sqlite3.Error) as error:
        print(f"! {error}", flush=True)
        return 1
    return 0


def show_renamed(places: Places) -> None:
    """Have the index show of all stories what their tags are called now."""
    index = current(places)
    if index is None:
        return
    judged = Judged(places, None, lambda: datetime.now(UTC))
    while judged.show_renamed(index, _PATIENCE):
        pass
    index.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
