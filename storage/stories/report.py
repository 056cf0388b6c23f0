"""What a story file holds: which of its tables the stories, and what was found while it was read."""

from typing import BinaryIO, Final

from msgspec import Struct, field

from storage.files.disk import Fingerprint
from storage.files.tinydb_lines import META
from storage.files.tinydb_scan import BrokenError, Table, walk

PREFERRED: Final = ("stories", "_default")


class Report(Struct):
    """A report on what was found in a story file. `table` holds the stories; `tail` is the byte after its last
    document (or after its opening brace), where more can be added; `lines`: each document stands on a line of its
    own; `schema` is its version; `recoded` counts the rows that are no UTF-8 and were read as Windows-1252; `skipped`
    counts the rows left out, by reason; `fault` is why it can't be read to its end, "" where it can."""

    version: Fingerprint
    table: str = PREFERRED[0]
    found: bool = False
    tail: int = 0
    empty: bool = True
    lines: bool = True
    next_document: int = 1
    next_sequence: int = 1
    schema: int = 0
    recoded: int = 0
    skipped: dict[str, int] = field(default_factory=dict)
    fault: str = ""

    def skip(self, why: str) -> None:
        """Count a row that is left out."""
        self.skipped[why] = self.skipped.get(why, 0) + 1


def choose_table(file: BinaryIO) -> str:
    """Return the table of a TinyDB file that holds the stories: "stories", else "_default", else the one with most
    of them."""
    stories: dict[str, int] = {}
    odd: set[str] = set()
    try:
        for found in walk(file):
            if isinstance(found, Table):
                if found.name == PREFERRED[0] and found.end is None:
                    return found.name
                if found.end is not None:
                    odd.add(found.name)
            elif found.table != META:
                may_be = bool(found.why) or looks_like_story(found.body)
                stories[found.table] = stories.get(found.table, 0) + may_be
    except BrokenError:
        pass  # what stands before the fault decides
    if stories.get(PREFERRED[1]):
        return PREFERRED[1]
    best = max(stories, key=lambda name: stories[name], default="")
    if stories.get(best):
        return best
    return PREFERRED[0] if PREFERRED[0] not in odd else "civicdesk"


def looks_like_story(body: object) -> bool:
    """Return whether a document has a field that a story can't be without."""
    return isinstance(body, dict) and any(body.get(name) for name in ("title", "headline", "text", "body", "content",
                                                                       "description"))  # fmt: skip
