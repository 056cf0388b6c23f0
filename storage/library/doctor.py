"""A check of all files: read everything, say how it is, and repair nothing unless asked."""

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from civic.concern_status import WANTS_A_LOOK
from civic.correction import EVERYWHERE
from civic.habits import Habit, habits
from storage.files.disk import fingerprint, set_aside, shown
from storage.files.errors import StorageError
from storage.files.lock import locked
from storage.files.places import TEMPORARY, Places
from storage.files.tinydb_lines import LineStorage
from storage.files.tinydb_scan import BrokenError
from storage.index.build import get_report
from storage.judgements.entries import history_of
from storage.judgements.journal import Journal
from storage.judgements.snapshot import Snapshot, by_story
from storage.live import generations
from storage.settings.codebook import load
from storage.settings.feedlist import FeedList
from storage.settings.own_view import own_view
from storage.stories.repair import mend
from storage.stories.survey import Survey, survey

_STALE: Final = 3600.0
"""A temporary file that nobody has written for so many seconds is one that a kill left behind."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A thing that was looked at: `good` or not, in one sentence; `fixable` where `fix` puts it right."""

    sentence: str
    good: bool = True
    fixable: bool = False


def check(places: Places) -> list[Finding]:
    """Read every file and return how each is. Changes nothing. Never raises for a bad file."""
    stories = survey(places.stories)
    return [
        *_stories(places, stories),
        *_judgements(places, stories),
        *_feeds(places),
        *_index(places),
        *(Finding(problem, good=False) for problem in load(places).problems),
        *(
            Finding(f"{shown(path)} was left behind by a kill.", good=False, fixable=True)
            for path in _left_behind(places)
        ),
        *_permissions(places),
    ]


def fix(places: Places, today: date) -> list[str]:
    """Repair what can be repaired and return sentences about what was done; what is replaced is kept under another name
    first.

    Raises StorageError where that can't be done.
    """
    done: list[str] = []
    stories = survey(places.stories)
    if stories.fault and fingerprint(places.stories):
        with locked(places.stories):
            done.append(mend(places, today, stories.fault))
    with locked(places.judgements):
        Snapshot(places.judgements, places.backups, done.append).mend(today)
        done += _mend_journal(places, today)
    feeds = FeedList(places.feeds, lambda: today)
    feeds.rows()
    done += feeds.notices
    for path in _left_behind(places):
        path.unlink(missing_ok=True)
        done.append(f"{shown(path)} was removed.")
    if fingerprint(places.stories) and not any(finding.good for finding in _index(places)):
        generations.build(places, lambda _: None)
        done.append("The index was built anew.")
    return done


def _stories(places: Places, found: Survey) -> Iterator[Finding]:
    name = shown(places.stories)
    if found.missing:
        yield Finding(f"There is no story file {name} yet.")
        return
    yield Finding(
        f"{name} holds {found.stories} {'story' if found.stories == 1 else 'stories'} in its table {found.table!r}."
    )
    if found.fault:
        yield Finding(f"{name} is broken: {found.fault}.", good=False, fixable=found.regular)
    if found.duplicates:
        yield Finding(
            f"{found.duplicates} rows of {name} have the id of another; the first of each counts.", good=False
        )
    if found.skipped:
        yield Finding(f"{found.skipped} rows of {name} are no stories and are passed over.", good=False)
    if found.newer:
        yield Finding(f"{name} was written by a newer civicdesk, so it is only read.", good=False)


def _judgements(places: Places, stories: Survey) -> Iterator[Finding]:
    decided: tuple[Habit, ...] = ()
    try:
        entries = list(Snapshot(places.judgements, places.backups).entries())
        judged = {str(entry["story"]) for entry in entries}
        view = own_view(places)
        decided = habits(view.judgement(history_of(entry)) for entry in entries)
    except (BrokenError, StorageError) as error:
        yield Finding(f"{shown(places.judgements)} is broken: {str(error).rstrip('.')}.", good=False, fixable=True)
        judged = set()
    try:
        page = Journal(places.journal).read()
    except StorageError as error:
        yield Finding(str(error), good=False)
        return
    judged |= by_story(page.steps).keys()
    judged.discard(EVERYWHERE)
    yield Finding(f"{len(judged)} stories have judgements; {len(page.steps)} are still in the journal alone.")
    if page.broken:
        sentence = f"{page.broken} lines of {shown(places.journal)} can't be read and are left out."
        yield Finding(sentence, good=False, fixable=True)
    if orphans := len(judged - stories.ids):
        yield Finding(f"{orphans} judged stories are not in this story file; their judgements are kept.")
    yield from map(_habit, decided)


def _habit(habit: Habit) -> Finding:
    counts = f"Suggestions of {habit.concern!r}: accepted {habit.accepted} times, rejected {habit.rejected} times"
    share = "" if habit.agreement is None else f" (you agree with {habit.agreement:.0%})"
    sunk = "; it is suggested no longer" if habit.sinks else ""
    return Finding(f"{counts}{share}, tagged by yourself {habit.tagged} times{sunk}.")


def _feeds(places: Places) -> Iterator[Finding]:
    try:
        rows = (LineStorage(places.feeds).read() or {}).get("feeds", {})
        yield Finding(f"{len(rows)} feeds are subscribed to.")
    except (BrokenError, StorageError) as error:
        fixable = isinstance(error, BrokenError)
        yield Finding(f"{shown(places.feeds)} is broken: {str(error).rstrip('.')}.", good=False, fixable=fixable)


def _index(places: Places) -> Iterator[Finding]:
    index = generations.current(places)
    if index is None:
        try:
            is_there = places.index.exists()
        except OSError:  # its folder can't be entered
            is_there = True
        if is_there:
            yield Finding("The index is damaged, or can't be read.", good=False, fixable=True)
        else:
            yield Finding("There is no index yet; the next start makes one.")
        return
    try:
        report = get_report(index.connection)
        if not generations.fits(index, places) or report is None:
            yield Finding("The index is older than the story file.", good=False, fixable=True)
        elif index.connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            yield Finding("The index is damaged.", good=False, fixable=True)
        else:
            size = index.path.stat().st_size if index.path else 0
            yield Finding(f"The index fits the story file and takes {size / 1e6:.1f} MB.")
            yield from _evidence(index.connection)
    finally:
        index.close()


def _evidence(db: sqlite3.Connection) -> Iterator[Finding]:
    """Yield how many stories have tags whose passages are not in the text as they were. It is no fault of a file."""
    sql = "SELECT value, count(*) FROM facet WHERE kind = 'evidence' GROUP BY value"
    counts = dict(db.execute(sql).fetchall())
    for state in WANTS_A_LOOK:
        if count := counts.get(state.value):
            stories = "1 story has" if count == 1 else f"{count} stories have"
            yield Finding(f"{stories} a tag whose evidence is {state.value}: civicdesk list evidence:{state.value}")


def _left_behind(places: Places) -> list[Path]:
    now = time.time()
    folders = {places.data, places.config, places.cache, places.backups, places.stories.parent}
    found: list[Path] = []
    for folder in folders:
        with suppress(OSError):  # a folder that can't be entered is named elsewhere
            found += (path for path in folder.glob(f".*{TEMPORARY}*") if now - path.stat().st_mtime > _STALE)
    return sorted(path for path in found if path.is_file())


def _permissions(places: Places) -> Iterator[Finding]:
    for folder in dict.fromkeys((places.data, places.config, places.stories.parent)):
        if os.access(folder, os.F_OK) and not os.access(folder, os.W_OK | os.X_OK):
            yield Finding(f"{shown(folder)} can't be written, so nothing can be saved there.", good=False)
    for own in places.own_files():
        if fingerprint(own.path) and own.path.stat().st_mode & 0o002:
            yield Finding(f"{shown(own.path)} can be changed by everybody on this machine.", good=False)


def _mend_journal(places: Places, today: date) -> list[str]:
    """Write the journal anew without the lines that can't be read, which stay in a copy."""
    journal = Journal(places.journal)
    page = journal.read()
    if not page.broken:
        return []
    aside = set_aside(places.journal, today)
    snapshot = Snapshot(places.judgements, places.backups)
    snapshot.add(page.steps, today)
    snapshot.keep_journal(places.journal, today)
    journal.renew(page.end, fingerprint(places.judgements))
    return [f"{page.broken} lines of the journal could not be read; they are kept in {aside.name}."]
