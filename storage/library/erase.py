"""Forgetting a story for good: everything that is kept of it here goes, backups included. Only its id stays, so that no
refresh and no import brings it back.

Each file is replaced whole. A kill in between leaves the id and some files that are done; doing it again does the rest.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any, Final

from msgspec import Struct, field
from msgspec.structs import replace

from civic.text import clean_line
from storage.files.disk import open_regular, replacing
from storage.files.errors import StorageError
from storage.files.lock import locked
from storage.files.places import ASIDE, TEMPORARY, Places
from storage.files.tinydb_lines import Lines, copy_as_line, line_of
from storage.files.tinydb_scan import BrokenError, Document, walk
from storage.index.analyses import digest
from storage.index.build import get_report, keep_report
from storage.judgements.journal import Journal
from storage.library.change import open_for_change
from storage.live.live_index import LiveIndex
from storage.past.forgotten import Forgotten
from storage.past.mirror import remove_versions
from storage.stories.reader import story_of
from storage.stories.report import looks_like_story

_PATIENCE: Final = 30.0
_MOST_ON_A_LINE: Final = 1
"""Documents on a line of a broken file that may go with it."""


class Erased(Struct):
    """What went: how many documents of stories, versions and judgements there were in all files together, and the
    names of the files that held any. `missed` are files that may still hold the story, since they can't be read."""

    documents: int = 0
    files: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)


class _Work(Struct):
    """What is being done: the ids of the story, and the folder of second opinions."""

    ids: frozenset[str]
    opinions: Path
    done: Erased = field(default_factory=Erased)

    def is_gone(self, body: object) -> bool:
        """Return whether a document is of the story. Second opinions on its words go at once: nothing else leads to
        them when the document is gone."""
        if not isinstance(body, dict) or not (_named(body, self.ids) or self._is_nameless(body)):
            return False
        story = story_of(body)
        if story:
            self.opinions.joinpath(f"{digest(story).hex()}.json").unlink(missing_ok=True)
        return True

    def _is_nameless(self, body: dict[str, Any]) -> bool:
        """Return whether a story without an id would get this one."""
        if body.get("id") or "story" in body or not looks_like_story(body):
            return False
        story = story_of(body)
        return story is not None and story.id in self.ids

    def note(self, path: Path, documents: int) -> None:
        """Note that a file held something."""
        if documents:
            self.done.documents += documents
            self.done.files.append(path.name)


def erase(
    places: Places, live: LiveIndex, forgotten: Forgotten, ids: frozenset[str], today: date,
    notify: Callable[[str], None],
) -> Erased:  # fmt: skip
    """Remove a story, by all its ids, from every file of the library, and have the index built anew without it. Raises
    StorageError, and then doing it again finishes it."""
    work = _Work(ids, places.opinions)
    forgotten.add(ids, today)
    with open_for_change(places, live, today, notify) as story_file, ExitStack() as stack:
        for path in (places.versions, places.judgements):
            stack.enter_context(locked(path, _PATIENCE))
        for path in (story_file.path, places.versions, places.judgements):
            _from_tables(path, work)
        if Journal(places.journal).erase(ids, live=True):
            work.note(places.journal, 1)
        _from_steps(places, work)
        _from_copies(places, work)
        with live.index.writing(timeout=_PATIENCE) as db:
            db.executemany("DELETE FROM analysis WHERE story = ?", ((story,) for story in ids))
            remove_versions(db, ids)
            # Deleted rows stay in the pages of a file, and words in those of FTS5: it is built anew on leaving.
            if report := get_report(db):
                keep_report(db, replace(report, version=(0, 0, 0)))
    return work.done


def _from_steps(places: Places, work: _Work) -> None:
    """Remove the journal of steps where one of them is about the story: to take half of a step back would be worse than
    to take none back."""
    with locked(places.undo, _PATIENCE):
        beside = places.undo.parent.glob(f".{places.undo.name}{TEMPORARY}*")
        for path in (*places.undo.parent.glob(f"{places.undo.name}*"), *beside):
            with open_regular(path) as file:
                holds = any(json.dumps(one).encode("ascii") in line for line in file for one in work.ids)
            if holds:
                path.unlink()
                work.note(path, 1)


def _from_copies(places: Places, work: _Work) -> None:
    """Remove the story from backups and from copies of files that could not be read. What a kill left half written
    goes as a whole: all who write these files wait meanwhile."""
    own = (places.stories, places.judgements, places.journal, places.versions)
    beside = [path for one in own for path in one.parent.glob(f"{one.name}{ASIDE}*")]
    unfinished = [path for one in own for path in one.parent.glob(f".{one.name}{TEMPORARY}*")]
    for path in (*unfinished, *places.backups.glob(f".*{TEMPORARY}*")):
        path.unlink(missing_ok=True)
    kept = [path for path in places.backups.glob("[!.]*") if path.is_file() and path.stem[:9] != places.forgotten.stem]
    for path in sorted((*beside, *kept)):
        try:
            if ".journal" in path.name:
                work.note(path, int(Journal(path).erase(work.ids, live=False)))
            else:
                _from_tables(path, work)
        except StorageError:
            work.done.missed.append(path.name)


def _from_tables(path: Path, work: _Work) -> None:
    """Remove the story from a TinyDB file of any layout, or from the lines of a broken one. Raises StorageError."""
    try:
        found = sum(work.is_gone(one.body) for one in _documents(path))
    except BrokenError:
        _from_lines(path, work)
        return
    except FileNotFoundError:
        return
    if found:
        with open_regular(path) as walked, open_regular(path) as source, replacing(path) as target:
            lines = Lines(target)
            for one in walk(walked):
                if not (isinstance(one, Document) and work.is_gone(one.body)):
                    copy_as_line(one, source, lines)
            lines.end()
    work.note(path, found)


def _documents(path: Path) -> Iterator[Document]:
    with open_regular(path) as file:
        yield from (one for one in walk(file) if isinstance(one, Document))


def _from_lines(path: Path, work: _Work) -> None:
    """Remove the lines of the story from a file that is broken somewhere. What stands on a line with others stays, and
    is said."""
    with open_regular(path) as file:
        lines = [_fate(line, work) for line in file]
    if True in lines:
        with open_regular(path) as source, replacing(path) as target:
            target.writelines(line for line, goes in zip(source, lines, strict=False) if not goes)
    work.note(path, lines.count(True))
    if None in lines:
        work.done.missed.append(path.name)


def _fate(line: bytes, work: _Work) -> bool | None:
    """Return whether a line goes; None for one that holds the story and others with it."""
    if found := line_of(line):
        return work.is_gone(found[1])
    if not any(one.encode() in line for one in work.ids):
        return False
    return True if line.count(b'"title"') + line.count(b'"story"') <= _MOST_ON_A_LINE else None


def _named(body: dict[str, Any], ids: frozenset[str]) -> bool:
    """Return whether a document is of the story, or about it. An alias alone may be of another one."""
    return any(isinstance(name, str) and clean_line(name, 200) in ids for name in (body.get("story"), body.get("id")))
