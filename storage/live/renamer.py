"""`python -m storage.live.renamer PLACES`: has the index show what tags are called now, a few stories at a time, in a
process of its own: whoever merges two tags of a large library goes on meanwhile."""

import sqlite3
import sys
from datetime import UTC, datetime
from typing import Final

from storage.files.child import be_modest, end_with_parent, unpacked
from storage.files.errors import StorageError
from storage.live import generations
from storage.live.judged import Judged

_PATIENCE: Final = 60.0


def main(arguments: list[str]) -> int:
    """Do so in the places given; return exit status 0 when all is done."""
    end_with_parent()
    be_modest(5)
    try:
        places = unpacked(arguments[0])
        index = generations.current(places)
        if index is None:
            return 1
        judged = Judged(places, None, lambda: datetime.now(UTC))
        while judged.show_renamed(index, _PATIENCE):
            pass
        index.close()
        return 0
    except (StorageError, OSError, sqlite3.Error) as error:
        print(f"! {error}", flush=True)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
