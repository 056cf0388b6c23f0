"""`python -m storage.live.indexer PLACES [TODAY]`: builds the index in a process of its own, and mends the story file
where it is broken and today's date is given. Prints how many bytes it has read."""

import sys
from datetime import date

from storage.files.child import be_modest, end_with_parent, unpacked
from storage.files.errors import StorageError
from storage.live.generations import build


def main(arguments: list[str]) -> int:
    """Build the index of the places given; return exit status 0 when it is there."""
    end_with_parent()
    be_modest(5)
    try:
        today = date.fromisoformat(arguments[1]) if len(arguments) > 1 else None
        build(unpacked(arguments[0]), lambda done: print(done, flush=True), today)
    except (StorageError, OSError) as error:
        print(f"! {error}", flush=True)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
