"""`python -m storage.compactor PLACES`: folds the journal of judgements into their snapshot, in an own process."""

import sqlite3
import sys
from datetime import UTC, datetime

from storage.child import be_modest, unpacked
from storage.decisions import Decisions
from storage.errors import StorageError
from storage.index import generation


def main(arguments: list[str]) -> int:
    """Fold the journal of the places given; exit status 0 when it is done. Not ended with its parent: it is short."""
    be_modest(5)
    places = unpacked(arguments[0])
    index = generation.current(places)
    try:
        if index is None:
            return 1
        Decisions(places, "", lambda: datetime.now(UTC)).compact(index)
        index.checkpoint()
    except (StorageError, OSError, sqlite3.Error) as error:
        print(f"! {error}", flush=True)
        return 1
    finally:
        if index:
            index.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
