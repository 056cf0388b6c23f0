"""A desk of its own for the tests: `python writer.py HOME judge NAME COUNT`, `… compact COUNT`, `… put NAME COUNT` or
`… fill NAME COUNT`, which goes on where the disk is full.

Prints one line for each thing that it was told is done, or why it is not.
"""

import os
import resource
import sys
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from civic.story import Story
from storage.files.errors import LockedError, StorageError, UnwritableError
from storage.files.places import Places
from storage.library.library import Library


def refused(library: Library, name: str, number: int) -> str:
    """Make a decision; the sentence that says why it is not made, "" where it is."""
    try:
        library.judge([(f"{name}{number % 7}", "note", f"{name} {number} " + "x" * 300)])
    except UnwritableError as error:
        return str(error)
    return ""


def main(home: str, task: str, *arguments: str) -> None:
    places = Places.find(Path(home), environ={})
    if most := int(os.environ.get("LARGEST_FILE", "0")):
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    with Library.open(places, who="ada", now=lambda: datetime.now(UTC)) as library:
        print("ready", flush=True)
        if task == "judge":
            name, count = arguments
            for number in range(int(count)):
                library.judge([(f"{name}{number % 7}", "note", f"{name} {number}")])
                print(number, flush=True)
        elif task == "compact":
            for number in range(int(arguments[0])):
                try:
                    library._judged.compact(library._live.index)
                except LockedError:
                    continue
                print(number, flush=True)
        elif task == "fill":
            name, count = arguments
            for number in range(int(count)):
                if said := refused(library, name, number):
                    print(said, flush=True)
                    with suppress(StorageError):
                        library._judged.compact(library._live.index)
                else:
                    print(number, flush=True)
        elif task == "put":
            name, count = arguments
            for number in range(int(count)):
                library.put_many([Story(f"{name}{number}", f"{name} {number}", text="word " * 50)])
                print(number, flush=True)
        elif task == "wait":
            sys.stdin.read()


if __name__ == "__main__":
    main(*sys.argv[1:])
