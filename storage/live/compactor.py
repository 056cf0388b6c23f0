"""`python -m storage.live.compactor PLACES`: compacts the journal of judgements into their snapshot, in a process of
its own."""

import sqlite3
import sys
from datetime import UTC, datetime

from storage.files.child import be_modest, unpacked
from storage.files.errors import StorageError
from storage.live import generations
from storage.live.judged import Judged


def main(arguments: list[str]) -> int:
    """Compact the journal of the places given; return exit status 0 when it is done. Not ended with its parent: it
    is short."""
    be_modest(5)
    places = unpacked(arguments[0])
    index = generations.current(places)
    try:
        if index is None:
            return 1
        Judged(places, None, lambda: datetime.now(UTC)).compact(index)
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
