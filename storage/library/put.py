"""Stories put into a story file: what is new is added, what changed is replaced, all else stays to the byte."""

import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, Final, TypeAlias

from msgspec import Struct, field
from msgspec.structs import replace

from civic.identity import Terms, identify
from civic.likeness import same_to_the_letter
from civic.story import Story
from storage.files.disk import fingerprint, shown
from storage.files.errors import StorageError
from storage.files.tinydb_lines import Edit, as_json, splice
from storage.index import mirror
from storage.index.build import keep_report
from storage.index.rows import MANY, add_stories, add_words, add_words_ahead, all_added, key_for, remove_story
from storage.index.schema import SEQUENCE_BITS, Index, has_words
from storage.library.change import StoryFile, is_too_much, move_places
from storage.library.keep import Keeper
from storage.library.shelf import Known, StoryShelf
from storage.stories.reader import story_of
from storage.stories.report import Report
from storage.stories.seen import lost, remember

_TIMES: Final = ("published", "fetched", "changed")
_MOST: Final = 30_000
"""So many stories come into an index at once; for more, a new one is built, which needs no log of changes."""


class Changes(Struct, frozen=True):
    """A result of `put_many`: ids of the stories that are new and of those that changed; how many were the same.
    `names` has the id by which a story is kept by the one that it came under, where the two differ; `renumbered` are
    ids that known stories came under for the first time. `replaced` has what those that changed were before, by
    id. `lost` are feeds of which stories that were held to be present are not there any more."""

    new: tuple[str, ...]
    changed: tuple[str, ...]
    same: int
    names: Mapping[str, str]
    renumbered: frozenset[str]
    replaced: Mapping[str, Story] = field(default_factory=dict)
    lost: frozenset[str] = frozenset()


Announce: TypeAlias = Callable[[Mapping[str, Mapping[str, Any] | None], Mapping[str, Mapping[str, Any]]], None]
"""Told the documents of stories that are about to change, by id, None for a new one, and what those that are there will
be; what it raises leaves all as it is."""
_Changed: TypeAlias = tuple[Known, Story, Mapping[str, Any]]
"""A story that is in the file, and what it becomes, with its document."""
_New: TypeAlias = tuple[Story, Mapping[str, Any]]


class _Placed(Struct, frozen=True):
    """A story as it stands in the file afterwards; `before` is what it was."""

    story: Story
    start: int
    length: int
    before: Known | None


def put(
    index: Index, story_file: StoryFile, stories: Sequence[Story], keeper: Keeper, terms: Terms | None = None,
    announce: Announce | None = None,
) -> Changes:  # fmt: skip
    """Put stories into the file and into the index; which known ones they are is told by `civic.identity`. A story
    without title and text is passed over, and one that was forgotten. Of one that was judged the words before are kept
    first. `announce` is told what is about to change. Raises StorageError, and then the file is as it was."""
    shelf = StoryShelf(index.connection, story_file.reader)
    stories = keeper.welcome(stories)
    by_feeds = terms is not None and not terms.foreign
    brought = [story for each in stories if (story := _as_read_back(each, is_read=by_feeds))]
    shelf.expect([story.id for story in brought])
    found = identify(brought, shelf, terms)
    known = shelf.known
    kept = _as_they_are(found.stories, known) if terms and terms.foreign else found.stories
    from civic.merge import merge  # whose many expressions are made ready only where stories come

    merged = merge({story: one.story for story, one in known.items()}, kept, keeper.is_judged)
    changes = Changes(tuple(story.id for story in merged.new), tuple(story.id for story in merged.changed),
                      len(brought) - len(merged.new) - len(merged.changed), found.names, found.renumbered,
                      {story.id: known[story.id].story for story in merged.changed},
                      lost(index.connection, terms.present) if terms else frozenset())  # fmt: skip
    written = {story.id for story in (*merged.changed, *merged.renamed)}
    again = [story for story in brought if story.id not in written and _comes_as_it_is(story, known, found.names)]
    marks = {story.id: (story.feed, mark) for story in again if terms and (mark := terms.marks.get(story.id))}
    present = terms.present if terms else {}
    if not merged.new and not written:
        if marks:
            with suppress(sqlite3.Error), index.writing(timeout=30) as db:
                remember(db, marks, present)
        return changes
    changed: list[_Changed] = [
        (before := known[story.id], story, {**before.document, **story.to_document()})
        for story in (*merged.changed, *merged.renamed)
    ]
    # A feed has its newest story first, the file its newest last: so those of one date are listed as the feed has them.
    new = [(story, story.to_document()) for story in (reversed(merged.new) if terms else merged.new)]
    if announce:
        announce({**{story.id: before.document for before, story, _ in changed}, **dict.fromkeys(changes.new)},
                 {story.id: document for _, story, document in changed})  # fmt: skip
    # A kill between these two steps leaves a version that still stands.
    past = keeper.keep((before.story, story) for before, story, _ in changed)

    def show(db: sqlite3.Connection) -> None:
        keeper.show(db, past)
        remember(db, marks, present)

    _write(index, story_file, changed, new, show)
    return changes


def _comes_as_it_is(story: Story, known: Mapping[str, Known], names: Mapping[str, str]) -> bool:
    """Return whether a story that came is in the file under its own id just as it came, or will be as a new one: when
    it comes so again, nothing has to be looked at."""
    if story.id in names:
        return False
    there = known[story.id].story if story.id in known else story
    return same_to_the_letter(there, story) and there.url == story.url and there.published == story.published


def restore(index: Index, story_file: StoryFile, documents: Mapping[str, Mapping[str, Any]], keeper: Keeper) -> None:
    """Set the documents of stories, by their ids, to just these. What is no document of the story of its id is passed
    over, and one that was forgotten. The words that stand again are no earlier version any more. Raises StorageError,
    and then the file is as it was."""
    read = {name: (story, body) for name, body in documents.items() if (story := story_of(body)) and story.id == name}
    welcome = keeper.welcome([story for story, _ in read.values()])
    shelf = StoryShelf(index.connection, story_file.reader)
    changed: list[_Changed] = []
    new: list[_New] = []
    for story in welcome:
        shelf.named(story.id)
        if known := shelf.known.get(story.id):
            changed.append((known, *read[story.id]))
        else:
            new.append(read[story.id])
    if not new and not changed:
        return
    kept, back = keeper.keep_before_return((known.story, story) for known, story, _ in changed)

    def show(db: sqlite3.Connection) -> None:
        keeper.show(db, kept)
        keeper.take_back(db, back)

    _write(index, story_file, changed, new, show)


def _write(
    index: Index, story_file: StoryFile, changed: Sequence[_Changed], new: Sequence[_New],
    show: Callable[[sqlite3.Connection], None],
) -> None:  # fmt: skip
    """Write documents into the file and the index; `show` has the index know what else comes of it. Raises
    StorageError, and then the file is as it was."""
    path, report = story_file.path, story_file.report
    changed = sorted(changed, key=lambda one: one[0].start)
    edits, placed, after = _edits(changed, new, report)
    if fingerprint(path) != report.version:
        raise StorageError(f"{shown(path)} has just been changed by another program: do it again.")
    splice(path, edits, backup=story_file.backup)
    del edits[len(changed) :]  # megabytes, which nobody needs while the words are written
    version = fingerprint(path)
    if version is None:
        raise StorageError(f"{shown(path)} has just been removed by another program.")
    # The stories are on disk. Where the index can't follow, it no longer fits, and is built anew.
    if is_too_much(story for _, story, _ in changed) or len(new) > _MOST:
        return
    with suppress(sqlite3.Error):
        keyed = _keyed(index.connection, placed, report.next_sequence)
        ahead = [(key, one.story) for key, one in keyed if not one.before]
        many = has_words(index.connection) and sum(len(story.text) for _, story in ahead) > MANY
        if many:
            add_words_ahead(index, ahead)
        with index.writing(timeout=30) as db:
            move_places(db, edits)
            _index(db, keyed, with_words=not many)
            show(db)
            keep_report(db, replace(after, version=version))
            all_added(db)


def _as_read_back(story: Story, *, is_read: bool) -> Story | None:
    """Return a story as it will be read back, None for one that says nothing: compared as it came, spaces and fractions
    of seconds would make every one a change. `is_read`: it is by `Story.from_document`, as those of feeds are, which
    makes no difference a second time, and only its times are left."""
    if not is_read:
        return story_of(story.to_document())
    if not story.title and not story.text.strip():
        return None
    times = {name: getattr(story, name) for name in _TIMES}
    fractions = {name: time.replace(microsecond=0) for name, time in times.items() if time and time.microsecond}
    return replace(story, **fractions) if fractions else story


def _as_they_are(stories: Sequence[Story], known: Mapping[str, Known]) -> list[Story]:
    """Return stories of which those that are known keep their words, and only take aliases over."""
    return [replace(one.story, aliases=story.aliases) if (one := known.get(story.id)) else story for story in stories]


def _edits(
    changed: Sequence[_Changed], new: Sequence[_New], report: Report
) -> tuple[list[Edit], list[_Placed], Report]:
    """Return the edits of the file, where every story stands after them, and the report of that file."""
    edits: list[Edit] = []
    placed: list[_Placed] = []
    shift = 0
    for known, story, document in changed:
        body = as_json(document)
        edits.append(Edit(known.start, known.start + known.length, body))
        placed.append(_Placed(story, known.start + shift, len(body), known))
        shift += len(body) - known.length
    added = bytearray()
    number = report.next_document
    tail = report.tail + shift
    for story, document in new:
        body = as_json(document)
        lead = b"\n" if report.empty and not added else b",\n"
        added += b'%s"%d": ' % (lead, number)
        placed.append(_Placed(story, tail + len(added), len(body), None))
        added += body
        number += 1
    if added:
        edits.append(Edit(report.tail, report.tail, added))
    after = replace(report, tail=tail + len(added), empty=report.empty and not new, next_document=number,
                    next_sequence=report.next_sequence + len(new))  # fmt: skip
    return edits, placed, after


def _keyed(db: sqlite3.Connection, placed: Sequence[_Placed], sequence: int) -> list[tuple[int, _Placed]]:
    """Return the stories with the keys that they get; `sequence` is the place in the file of the first new one."""
    wanted: list[int] = []
    for item in placed:
        if item.before:
            wanted.append(key_for(item.story, item.before.key & ((1 << SEQUENCE_BITS) - 1)))
        else:
            wanted.append(key_for(item.story, sequence))
            sequence += 1
    taken = _taken(db, wanted)
    keyed: dict[int, _Placed] = {}
    for key, item in zip(wanted, placed, strict=True):
        own = item.before.key if item.before else None
        while key in keyed or (key != own and key in taken):
            key += 1
            taken |= _taken(db, [key])
        keyed[key] = item
    return [*keyed.items()]


def _taken(db: sqlite3.Connection, keys: Sequence[int]) -> set[int]:
    """Return those of some keys that stories have."""
    sql = "SELECT value FROM json_each(?) WHERE value IN (SELECT key FROM place)"
    return {key for (key,) in db.execute(sql, (json.dumps(keys),))}


def _index(db: sqlite3.Connection, keyed: Sequence[tuple[int, _Placed]], *, with_words: bool) -> None:
    """Have the index show stories; `with_words`: those of new ones are not in it yet."""
    for _, item in keyed:
        if item.before:
            remove_story(db, item.before.key, item.before.story)
    add_stories(db, [(key, item.story, item.start, item.length) for key, item in keyed])
    put_here = {item.story.id: item.story for _, item in keyed}
    mirror.show(db, put_here, lambda story, *_: put_here.get(story))
    if has_words(db):
        lacking = [(key, item.story) for key, item in keyed if with_words or item.before]
        add_words(db, sorted(lacking, key=lambda pair: pair[0]))
