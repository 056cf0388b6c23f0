"""Reading a whole story file for the doctor, without an index."""

from datetime import datetime
from pathlib import Path

from msgspec import Struct, field

from storage.files.disk import open_regular
from storage.files.errors import StorageError
from storage.files.migrations import STORIES, version_in
from storage.files.tinydb_lines import META
from storage.files.tinydb_scan import BrokenError, Document, walk
from storage.stories.reader import story_of
from storage.stories.report import choose_table


class Survey(Struct):
    """A survey of a whole story file. `latest` is when a story was last fetched; `fault` is why it can't be read to its
    end, "" where it can."""

    missing: bool = False
    regular: bool = True
    table: str = ""
    ids: set[str] = field(default_factory=set)
    duplicates: int = 0
    skipped: int = 0
    recoded: int = 0
    newer: bool = False
    latest: datetime | None = None
    fault: str = ""

    @property
    def stories(self) -> int:
        """How many stories there are."""
        return len(self.ids)


def survey(path: Path) -> Survey:
    """Read a story file to its end. Never raises for a bad one."""
    found = Survey()
    try:
        with open_regular(path) as file:
            found.table = choose_table(file)
        with open_regular(path) as file:
            for item in walk(file):
                if isinstance(item, Document):
                    _count(item, found)
    except FileNotFoundError:
        found.missing = True
    except StorageError as error:
        found.fault, found.regular = str(error).rstrip("."), False
    except BrokenError as error:
        found.fault = f"{error}, at byte {error.offset}"
    return found


def _count(document: Document, found: Survey) -> None:
    if document.table == META:
        found.newer |= (version_in(document.body) or 0) > len(STORIES)
    if document.table != found.table:
        return
    found.recoded += document.recoded and not document.why
    story = story_of(document.body)
    if story is None:
        found.skipped += 1
    elif story.id in found.ids:
        found.duplicates += 1
    else:
        found.ids.add(story.id)
        if story.fetched and (found.latest is None or story.fetched > found.latest):
            found.latest = story.fetched
