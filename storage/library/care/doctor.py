"""A check of all files: read everything, say how it is, and repair nothing unless asked."""

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Final

from msgspec import Struct

from civic.concern_status import WANTS_A_LOOK
from civic.correction import EVERYWHERE
from civic.habits import Habit, habits, with_suggestions
from civic.operation import Operation
from civic.story import read_time
from civic.text import counted
from storage.files.backups import day_of, repairs
from storage.files.disk import fingerprint, left_behind, set_aside, shown
from storage.files.errors import StorageError
from storage.files.lock import locked
from storage.files.places import Places
from storage.files.tinydb_scan import BrokenError
from storage.index.build import get_report
from storage.index.mirror import lost
from storage.judgements.entries import history_of
from storage.judgements.journal import Journal
from storage.judgements.snapshot import Snapshot, by_story
from storage.library.care import conflicts
from storage.library.care.guardian import own_folders
from storage.live import generations
from storage.past.forgotten import Forgotten
from storage.past.versions import Versions
from storage.settings.codebook import load
from storage.settings.config import Settings
from storage.settings.feedlist import FeedList
from storage.settings.own_view import own_view
from storage.settings.rules import load as load_rules
from storage.settings.safekeeping import Safekeeping
from storage.settings.views import load as load_views
from storage.stories.open import recoded
from storage.stories.repair import EMPTIED, is_emptied, mend
from storage.stories.survey import Survey, survey

_REPAIRS: Final = 5
_ODD: Final = timedelta(days=1)
"""A date so far in the future is of no clock that goes a little fast, nor of another time zone."""
_LONGEST: Final = timedelta(days=32)
"""No feed is due later."""


class Finding(Struct, frozen=True):
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
        *_past(places),
        *_feeds(places),
        *_index(places),
        *_settings(places),
        *(
            Finding(f"{shown(path)} was left behind by a kill.", good=False, fixable=True)
            for path in left_behind(own_folders(places))
        ),
        *_permissions(places),
        *_conflict_copies(places),
        *_dates_to_come(places, stories),
        *(Finding(f"Repaired on {line}") for line in repairs(places.backups)[-_REPAIRS:]),
    ]


def fix(places: Places, today: date) -> list[str]:
    """Repair what can be repaired and return sentences about what was done; what is replaced is kept under another name
    first.

    Raises StorageError where that can't be done.
    """
    done: list[str] = []
    stories = survey(places.stories)
    if is_emptied(places) or (stories.fault and fingerprint(places.stories)):
        with locked(places.stories):
            done.append(mend(places, today, stories.fault or EMPTIED))
    with locked(places.judgements):
        Snapshot(places.judgements, places.backups, done.append).mend(today)
        done += _restore_journal(places)
        done += _mend_journal(places, today)
    for kept in (Versions(places, done.append).kept, Forgotten(places, done.append).kept):
        if os.path.lexists(kept.path) or kept.fault():
            with locked(kept.path):
                kept.make_ready(today)
    done += Safekeeping(places).restore(today)
    feeds = FeedList(places.feeds, lambda: today)
    feeds.rows()
    done += feeds.notices
    for path in left_behind(own_folders(places)):
        path.unlink(missing_ok=True)
        done.append(f"{shown(path)} was removed.")
    if fingerprint(places.stories) and not any(finding.good for finding in _index(places)):
        generations.build(places, lambda _: None)
        done.append("The index was built anew.")
    return done


def _stories(places: Places, found: Survey) -> Iterator[Finding]:
    name = shown(places.stories)
    if is_emptied(places):
        how = "is gone" if found.missing else "is empty"
        yield Finding(f"{name} {how}, and its backup has stories.", good=False, fixable=True)
        return
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
    if found.recoded:
        yield Finding(recoded(found.recoded, name), good=False)
    if found.newer:
        yield Finding(f"{name} was written by a newer civicdesk, so it is only read.", good=False)


def _judgements(places: Places, stories: Survey) -> Iterator[Finding]:
    decided: tuple[Habit, ...] = ()
    try:
        entries = list(Snapshot(places.judgements, places.backups).entries())
        judged = {str(entry["story"]) for entry in entries}
        view = own_view(places)
        found = habits(view.judgement(history_of(entry)) for entry in entries)
        decided = with_suggestions(found, load(places).codebook)
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
    number = counted(len(judged), "story has", "stories have")
    yield Finding(f"{number} judgements; {len(page.steps)} are still in the journal alone.")
    if gone := len(_lost_decisions(places)):
        sentence = f"{shown(places.journal)} has lost {gone} decisions, which the index still has."
        yield Finding(sentence, good=False, fixable=True)
    if page.broken:
        sentence = f"{page.broken} lines of {shown(places.journal)} can't be read and are left out."
        yield Finding(sentence, good=False, fixable=True)
    if orphans := len(judged - stories.ids):
        number = counted(orphans, "judged story is", "judged stories are")
        yield Finding(f"{number} not in this story file; their judgements are kept.")
    yield from map(_habit, decided)


def _habit(habit: Habit) -> Finding:
    accepted, rejected = counted(habit.accepted, "time"), counted(habit.rejected, "time")
    counts = f"Suggestions of {habit.concern!r}: accepted {accepted}, rejected {rejected}"
    share = "" if habit.agreement is None else f" (you agree with {habit.agreement:.0%})"
    sunk = "; it is suggested no longer" if habit.sinks else ""
    return Finding(f"{counts}{share}, tagged by yourself {counted(habit.tagged, 'time')}{sunk}.")


def _past(places: Places) -> Iterator[Finding]:
    for kept in (Versions(places).kept, Forgotten(places).kept):
        try:
            why = kept.fault() or ("" if kept.is_whole() else "not all of it can be read")
        except StorageError as error:
            yield Finding(f"{shown(kept.path)} is broken: {str(error).rstrip('.')}.", good=False)
            continue
        if why:
            yield Finding(f"{shown(kept.path)} is broken: {why}.", good=False, fixable=True)


def _feeds(places: Places) -> Iterator[Finding]:
    try:
        if fault := FeedList(places.feeds).fault():
            yield Finding(f"{shown(places.feeds)} is broken: {fault}.", good=False, fixable=True)
        else:
            yield Finding(f"{counted(len(FeedList(places.feeds).rows()), 'feed is', 'feeds are')} subscribed to.")
    except StorageError as error:
        yield Finding(f"{shown(places.feeds)} is broken: {str(error).rstrip('.')}.", good=False)


def _settings(places: Places) -> Iterator[Finding]:
    codebook = load(places)
    problems = (*Settings.load(places).problems, *codebook.problems, *load_views(places).problems,
                *load_rules(places).problems)  # fmt: skip
    yield from (Finding(problem, good=False) for problem in problems)
    yield from (Finding(hint, good=True) for hint in codebook.hints)
    yield from (Finding(lost, good=False, fixable="--fix" in lost) for lost in Safekeeping(places).problems())


def _index(places: Places) -> Iterator[Finding]:
    index = generations.current(places)
    if index is None:
        yield _unused_index(places)
        return
    try:
        report = get_report(index.connection)
        if not generations.fits(index, places) or report is None:
            yield Finding("The index is of another state of the files; the next start brings it up to date.")
        elif not _is_sound(index.connection):
            yield Finding("The index is damaged.", good=False, fixable=True)
        else:
            size = index.path.stat().st_size if index.path else 0
            yield Finding(f"The index fits the story file and takes {size / 1e6:.1f} MB.")
            yield from _evidence(index.connection)
    finally:
        index.close()


def _unused_index(places: Places) -> Finding:
    """Return how an index is that can't be used as it stands: damaged, or only of another version, or on a disk where
    nothing can be written, which SQLite needs in order to read."""
    path = generations.pointed_at(places)
    if path is None:
        if os.path.lexists(places.index):
            return Finding("The file that names the index can't be read.", good=False, fixable=True)
        return Finding("There is no index yet; the next start makes one.")
    try:
        db = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)
        try:
            if _is_sound(db):
                return Finding("The index can't be used as it stands; the next start makes a new one.")
        finally:
            db.close()
    except (sqlite3.Error, OSError):
        pass
    return Finding("The index is damaged.", good=False, fixable=True)


def _is_sound(db: sqlite3.Connection) -> bool:
    """Return whether an index is as SQLite wrote it. One that is busy, or that can't be read, is not damaged."""
    try:
        return bool(db.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")
    except sqlite3.OperationalError:
        return True
    except sqlite3.DatabaseError:
        return False


def _conflict_copies(places: Places) -> Iterator[Finding]:
    for name, path in conflicts.find(places):
        sentence = f"{shown(path)} looks like a copy that a program for keeping folders alike has made of a conflict"
        if conflicts.is_readable(name, path):
            yield Finding(f"{sentence}: what it has besides can be taken in.", good=False, fixable=True)
        else:
            yield Finding(f"{sentence}: compare it with yours, then remove it.", good=False)


def _dates_to_come(places: Places, stories: Survey) -> Iterator[Finding]:
    """Yield what a clock that was wrong once has left. It costs nothing, but explains what is odd."""
    now = datetime.now(UTC) + _ODD
    if stories.latest is not None and stories.latest > now:
        yield Finding(f"Stories were fetched in the future, up to {stories.latest:%Y-%m-%d}: a clock was wrong.")
    with suppress(StorageError, BrokenError):
        histories = map(history_of, Snapshot(places.judgements, places.backups).entries())
        decided = [one for history in histories for one in history]
        decided += [step for step in Journal(places.journal).read().steps if isinstance(step, Operation)]
        if count := sum((read_time(one.at) or now) > now for one in decided):
            yield Finding(
                f"{count} decisions are dated in the future: a clock was wrong; later ones hold all the same."
            )
    with suppress(StorageError, BrokenError):
        rows = FeedList(places.feeds).rows() if not FeedList(places.feeds).fault() else []
        wrong = sum((read_time(row.get("fetched")) or now) > now for row in rows)
        wrong += sum((read_time(row.get("due")) or now) > now + _LONGEST for row in rows)
        if wrong:
            yield Finding(
                f"{wrong} dates of feeds are in the future: a clock was wrong; they are fetched all the same."
            )
    with suppress(OSError):
        named = [path.name for path in places.backups.iterdir() if (day := day_of(path)) and day > now.date()]
        if named:
            yield Finding(f"{len(named)} backups are dated in the future, as {min(named)}: a clock was wrong.")


def _evidence(db: sqlite3.Connection) -> Iterator[Finding]:
    """Yield how many stories have tags whose passages are not in the text as they were. It is no fault of a file."""
    sql = "SELECT value, count(*) FROM facet WHERE kind = 'evidence' GROUP BY value"
    counts = dict(db.execute(sql).fetchall())
    for state in WANTS_A_LOOK:
        if count := counts.get(state.value):
            stories = "1 story has" if count == 1 else f"{count} stories have"
            yield Finding(f"{stories} a tag whose evidence is {state.value}: civicdesk list evidence:{state.value}")


def _permissions(places: Places) -> Iterator[Finding]:
    for folder in dict.fromkeys((places.data, places.config, places.stories.parent)):
        if os.access(folder, os.F_OK) and not os.access(folder, os.W_OK | os.X_OK):
            yield Finding(f"{shown(folder)} can't be written, so nothing can be saved there.", good=False)
    for folder in own_folders(places):
        with suppress(OSError):
            if folder.stat().st_mode & (stat.S_IWOTH | stat.S_ISVTX) == stat.S_IWOTH:
                yield Finding(f"Everybody on this machine can replace the files in {shown(folder)}.", good=False)
    for own in places.own_files():
        if fingerprint(own.path) and own.path.stat().st_mode & 0o002:
            yield Finding(f"{shown(own.path)} can be changed by everybody on this machine.", good=False)


def _lost_decisions(places: Places) -> list[Operation]:
    """Return the decisions that the index has and the files have no longer."""
    index = generations.current(places)
    if index is None:
        return []
    try:
        with suppress(sqlite3.Error, BrokenError, StorageError):
            snapshot, forgotten = Snapshot(places.judgements, places.backups), Forgotten(places).ids()
            return lost(index.connection, snapshot, Journal(places.journal), forgotten)
        return []
    finally:
        index.close()


def _restore_journal(places: Places) -> list[str]:
    """Write into the journal what the index has and the files have no longer."""
    operations = _lost_decisions(places)
    if not operations:
        return []
    Journal(places.journal).append(operations)
    return [f"{len(operations)} decisions were written into {shown(places.journal)} again, from the index."]


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
