"""Building the index from a story file, in one pass and in constant memory."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Final

from msgspec.structs import asdict

from civic.story import Story, StoryError
from civic.text import clean_line
from storage.files.disk import fingerprint_of, open_regular
from storage.files.migrations import version_in
from storage.files.tinydb_lines import META
from storage.files.tinydb_scan import BrokenError, Document, Table, walk
from storage.index.analyses import get_analysis
from storage.index.rows import add_story, add_words, key_for, listed, show_analysis
from storage.index.schema import get_meta, has_words, set_meta
from storage.stories.report import Report, choose_table

_BATCH: Final = 4000
"""Stories are put in the order of their keys by so many at a time: FTS5 wants them ascending, a file has them as they
came, and a batch is what it writes at once anyway."""


def fill(db: sqlite3.Connection, path: Path, progress: Callable[[int], None]) -> Report:
    """Put every story of a file into an empty index and return what was found. `progress` is called from time to
    time with how many bytes have been read. Raises FileNotFoundError, UnreadableError; a file that breaks off is a
    fault in the report, and what stands before it counts."""
    with open_regular(path) as file:
        table = choose_table(file)
    with open_regular(path) as file:
        report = Report(fingerprint_of(os.fstat(file.fileno())), table)
        batch: list[tuple[int, Story]] = []
        keys: set[int] = set()
        words = has_words(db)
        carried = db.execute("SELECT 1 FROM analysis LIMIT 1").fetchone() is not None
        db.execute("BEGIN")
        for document, story in _stories(file, report):
            key = key_for(story, report.next_sequence)
            while key in keys:
                key += 1
            keys.add(key)
            report.next_sequence += 1
            add_story(db, key, story, document.start, document.end - document.start)
            if carried and (analysis := get_analysis(db, story)):
                show_analysis(db, story.id, analysis)
            batch.append((key, story))
            if len(batch) == _BATCH:
                _flush(db, batch, words)
                progress(document.end)
        _flush(db, batch, words)
        db.execute("COMMIT")
    return report


def _flush(db: sqlite3.Connection, batch: list[tuple[int, Story]], words: bool) -> None:
    if words:
        batch.sort(key=lambda item: item[0])
        add_words(db, batch)
    batch.clear()


def _stories(file: BinaryIO, report: Report) -> Iterator[tuple[Document, Story]]:
    """Yield the stories of the chosen table with their documents, while the report is being written."""
    ids: set[str] = set()
    try:
        for found in walk(file):
            if isinstance(found, Table):
                _note_table(found, report)
            elif found.table == META:
                _note_schema(found, report)
            elif found.table == report.table:
                _note_document(found, report)
                story = _story(found, report, ids)
                if story:
                    yield found, story
    except BrokenError as error:
        report.fault = f"{error}, at byte {error.offset}"


def _note_table(table: Table, report: Report) -> None:
    if table.name == report.table and table.end is None:
        report.found, report.tail, report.empty = True, table.start, True


def _note_schema(document: Document, report: Report) -> None:
    report.schema = max(report.schema, version_in(document.body) or 0)


def _note_document(document: Document, report: Report) -> None:
    report.tail, report.empty = document.end, False
    report.lines = report.lines and document.own_line
    report.recoded += document.recoded and not document.why
    if document.key.isdecimal() and len(document.key) < 16:
        report.next_document = max(report.next_document, int(document.key) + 1)


def _story(document: Document, report: Report, ids: set[str]) -> Story | None:
    """Return the story of a document; None, counted with the reason, for one that is left out."""
    if document.why:
        report.skip(document.why)
        return None
    try:
        story = Story.from_document(document.body)
    except StoryError as error:
        report.skip(clean_line(str(error), 120))
        return None
    except RecursionError:
        report.skip("it is nested too deeply")
        return None
    if story.id in ids:
        report.skip("its id was there before")
        return None
    ids.add(story.id)
    return story


def keep_report(db: sqlite3.Connection, report: Report) -> None:
    """Write the report down in the index."""
    set_meta(db, "report", asdict(report))


def get_report(db: sqlite3.Connection) -> Report | None:
    """Return the report that was written down, None where there is none."""
    body = get_meta(db, "report")
    return Report(**{**body, "version": tuple(body["version"])}) if body else None


def remember_suggested(db: sqlite3.Connection, before: Path) -> None:
    """Keep which concerns were suggested in the index of this path, whose suggestions another version made, until all
    are made anew. An index of a form that is not known has nothing to compare with."""
    with suppress(sqlite3.Error):
        db.execute("ATTACH ? AS before", (str(before),))
        try:
            db.execute("CREATE TABLE earlier AS SELECT id, suggested FROM before.stories WHERE suggested IS NOT NULL")
        finally:
            db.execute("DETACH before")


def changed_since(db: sqlite3.Connection) -> tuple[int, int]:
    """Return of how many stories another version suggested other concerns, and how many there are to compare, and
    forget that; (0, 0) where there are none."""
    if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'earlier'").fetchone():
        return 0, 0
    both = db.execute("SELECT e.suggested, s.suggested FROM earlier AS e JOIN stories AS s USING (id)").fetchall()
    db.execute("DROP TABLE earlier")
    return sum(_set(old) != _set(new) for old, new in both), len(both)


def _set(suggested: str | None) -> frozenset[str]:
    """Return the concerns of a list, whose order says nothing here."""
    return frozenset(listed(suggested or ""))
