"""Writing stories, judgements and suggestions into the index.

Who reads waits for this module as well: what only writing needs of the domain is imported where it is used.
"""

from __future__ import annotations  # what only types name is not imported: every command waits for this module

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final, TypeAlias

from civic.judgement import WEIGHED, Judgement
from civic.query import spaced
from storage.index.analyses import keep_analysis, packed
from storage.index.duplicates import remove_hashes
from storage.index.schema import (
    EVERY,
    SEQUENCE_BITS,
    Index,
    expect_many,
    get_meta,
    has_many_pieces,
    has_words,
    merge_pieces,
    set_meta,
)  # fmt: skip
from storage.index.stakeholders import StoredCorrections, authors_column, show_stakeholders

if TYPE_CHECKING:
    from civic.story import Story
    from civic.suggestions import Analysis

Read: TypeAlias = "Callable[[str, int, int], Story | None]"
"""Returns the story of an id whose document stands at these bytes (start and length) of the story file; None where it
stands there no more."""
SLICE: Final = 4 << 20
"""Characters of texts whose words are written at once: some 10 MB of log."""
MANY: Final = 1 << 18
"""Characters of texts from which on words are written as one piece, merged later: that takes half as long as to merge
them at once, bit by bit."""
_AHEAD: Final = "words ahead"
_PATIENCE: Final = 10.0
"""Seconds to wait for a reader who holds the log of changes."""
LIST: Final = "\n"
"""What parts the values of a list in one column; `clean_line` leaves no line end in any of them."""


def seconds(moment: datetime | None) -> int:
    """Return whole seconds since 1970, 0 for no moment."""
    return int(moment.timestamp() // 1) if moment else 0


def key_for(story: Story, sequence: int) -> int:
    """Return the key of a story that is the `sequence`-th of its file."""
    return (max(seconds(story.when), 0) << SEQUENCE_BITS) | (sequence & ((1 << SEQUENCE_BITS) - 1))


def add_story(db: sqlite3.Connection, key: int, story: Story, start: int, length: int) -> None:
    """Add a story whose document stands at these bytes of the file, with what is known of it, but for its words."""
    add_stories(db, [(key, story, start, length)])


def add_stories(db: sqlite3.Connection, stories: Sequence[tuple[int, Story, int, int]]) -> None:
    """Add stories, each with its key and the start and length of its document in the file, as `add_story` does. Each
    table is filled in its own order, so that no page of it is brought in twice."""
    from civic.likeness import signs_of
    from civic.sources import short_source

    feeds = {address: _feed(db, address) for address in dict.fromkeys(story.feed for _, story, _, _ in stories)}
    stories = sorted(stories, key=lambda one: one[0])
    db.executemany(
        "INSERT INTO stories(key, id, title, source, feed, at, fetched, author_stakeholders) "
        "VALUES(?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (key, story.id, story.headline, short_source(story.source), feeds[story.feed],
             seconds(story.when), seconds(story.fetched), authors_column(story))
            for key, story, _, _ in stories
        ],
    )  # fmt: skip
    db.executemany("INSERT INTO place VALUES(?, ?, ?)", [(key, start, length) for key, _, start, length in stories])
    signs = ((sign, feeds[story.feed], key) for key, story, _, _ in stories for sign in signs_of(story))
    db.executemany("INSERT INTO sign VALUES(?, ?, ?)", sorted(signs))
    db.executemany(
        "INSERT INTO alias VALUES(?, ?)", [(alias, story.id) for _, story, _, _ in stories for alias in story.aliases]
    )
    corrected = db.execute("SELECT 1 FROM correction LIMIT 1").fetchone() is not None
    for _, story, _, _ in stories:
        if story.stakeholders or (corrected and StoredCorrections(db, story.id)):
            show_stakeholders(db, story.id, ())


def add_words(db: sqlite3.Connection, stories: Iterable[tuple[int, Story]]) -> None:
    """Make the words of stories searchable. Fastest in the order of their keys."""
    db.executemany(
        "INSERT INTO words(rowid, title, text, source, author, every) VALUES(?, ?, ?, ?, ?, ?)", map(_words, stories)
    )


def add_words_ahead(index: Index, stories: Sequence[tuple[int, Story]]) -> None:
    """Make the words of stories searchable some at a time, before the stories themselves are added: so the log of
    changes stays small, however many they are, and nobody finds any of them until `all_added` is said with the rest.
    Raises sqlite3.Error, also where somebody who reads holds the log; then the index is of no use any more."""
    for some in _slices(sorted(stories, key=lambda pair: pair[0])):
        with index.writing(timeout=30) as db:
            set_meta(db, _AHEAD, True)
            expect_many(db, many=True, in_slices=True)
            add_words(db, some)
        _wait_for_log(index)
    while has_many_pieces(index.connection):
        with index.writing(timeout=30) as db:
            going_on = merge_pieces(db)
        _wait_for_log(index)
        if not going_on:
            break


def _slices(stories: Sequence[tuple[int, Story]]) -> Iterator[Sequence[tuple[int, Story]]]:
    """Yield the stories in slices of about SLICE, all of one size: each makes a piece of the index, however small."""
    whole = sum(len(story.text) for _, story in stories)
    largest, size, begin = whole / max(1, round(whole / SLICE)), 0, 0
    for at, (_, story) in enumerate(stories, 1):
        size += len(story.text)
        if size >= largest:
            yield stories[begin:at]
            size, begin = 0, at
    if begin < len(stories):
        yield stories[begin:]


def _wait_for_log(index: Index) -> None:
    if not index.give_way(_PATIENCE):
        raise sqlite3.OperationalError("somebody holds the log")


def all_added(db: sqlite3.Connection) -> None:
    """Say that of each story whose words can be found the rest is there, too, in the transaction that is open."""
    if db.execute("DELETE FROM meta WHERE name = ?", (_AHEAD,)).rowcount:
        expect_many(db, many=False)


def has_words_ahead(db: sqlite3.Connection) -> bool:
    """Return whether words may be found of stories that are not there yet."""
    return get_meta(db, _AHEAD) is not None


def remove_story(db: sqlite3.Connection, key: int, story: Story) -> None:
    """Remove a story; `story` is what was added under this key, to the letter."""
    from civic.duplicates import print_of
    from civic.likeness import signs_of

    if has_words(db):
        db.execute(
            "INSERT INTO words(words, rowid, title, text, source, author, every) VALUES('delete', ?, ?, ?, ?, ?, ?)",
            _words((key, story)),
        )
        db.execute("DELETE FROM note_words WHERE rowid = ?", (key,))
    remove_hashes(db, key, print_of(story))
    feed = _feed(db, story.feed)
    db.executemany(
        "DELETE FROM sign WHERE sign = ? AND feed = ? AND key = ?", [(sign, feed, key) for sign in signs_of(story)]
    )
    db.execute("DELETE FROM alias WHERE story = ?", (story.id,))
    db.execute("DELETE FROM seen WHERE feed = ? AND story = ?", (feed, story.id))  # its entry is to be read again
    for table in ("stories", "place", "facet"):
        db.execute(f"DELETE FROM {table} WHERE key = ?", (key,))  # noqa: S608  # names of ours


def named(db: sqlite3.Connection, name: str) -> str | None:
    """Return the id of the story that an id or an alias stands for; None where there is none. An id goes before an
    alias, and of several stories with one alias it stands for the one whose id comes first."""
    if db.execute("SELECT 1 FROM stories WHERE id = ?", (name,)).fetchone():
        return name
    return known_as(db, name)


def known_as(db: sqlite3.Connection, alias: str) -> str | None:
    """Return the id of the story that an alias, which is no story's id, stands for; None where there is none."""
    row = db.execute("SELECT min(story) FROM alias WHERE alias = ?", (alias,)).fetchone()
    return row[0] if row else None


def names_of(db: sqlite3.Connection, story: str) -> list[str]:
    """Return the ids that operations on a story may have been written with: its own, and its aliases that stand for
    it. Those on a story that is not here stand alone."""
    own = named(db, story) or story
    aliases = db.execute("SELECT alias FROM alias WHERE story = ? ORDER BY alias", (own,)).fetchall()
    return [own, *(alias for (alias,) in aliases if named(db, alias) == own)]


def _words(item: tuple[int, Story]) -> tuple[int, str, str, str, str, str]:
    from civic.sources import names_of_source

    key, story = item
    source = names_of_source(story.source)
    return key, spaced(story.title), spaced(story.text), spaced(source), spaced(story.author), EVERY


def _feed(db: sqlite3.Connection, address: str) -> int:
    row = db.execute("SELECT id FROM feeds WHERE address = ?", (address,)).fetchone()
    if row is None:
        row = db.execute(
            "INSERT INTO feeds(address, casefolded) VALUES(?, ?) RETURNING id", (address, address.casefold())
        ).fetchone()
    return int(row[0])


def set_judgement(db: sqlite3.Connection, story: str, judgement: Judgement, words: bool, read: Read) -> None:
    """Have the row of a story, if there is one, show what the user decided, and what has become of its evidence."""
    row = db.execute("SELECT key, suggested FROM stories WHERE id = ?", (story,)).fetchone()
    if row is None:
        return
    key, suggested = row
    db.execute(
        "UPDATE stories SET read = ?, starred = ?, noted = ?, hidden = ?, apart = ?, coded = ?, tags = ?, "
        "rejected = ? WHERE key = ?",
        (judgement.read, judgement.starred, bool(judgement.note), judgement.hidden, judgement.apart, judgement.coded,
         LIST.join(judgement.tags), LIST.join(judgement.rejected), key),
    )  # fmt: skip
    _set_concerns(db, key, judgement.tags, judgement.rejected, listed(suggested))
    db.execute("DELETE FROM facet WHERE key = ? AND kind IN ('severity', 'certainty', 'rejected')", (key,))
    said = [(kind, value, key) for kind in WEIGHED for value in judgement.said(kind)]
    said += [("rejected", tag.casefold(), key) for tag in judgement.rejected]
    db.executemany("INSERT OR IGNORE INTO facet VALUES(?, ?, ?)", said)
    decided = [LIST.join((held.verdict.value, tag)) for tag, held in judgement.concerns.items() if not held.rule]
    db.execute("DELETE FROM facet WHERE key = ? AND kind = 'decided'", (key,))
    db.executemany("INSERT OR IGNORE INTO facet VALUES('decided', ?, ?)", [(value, key) for value in decided])
    _set_evidence(db, key, story, judgement, read)
    if words:
        db.execute("DELETE FROM note_words WHERE rowid = ?", (key,))
        if judgement.note:
            db.execute("INSERT INTO note_words(rowid, note) VALUES(?, ?)", (key, spaced(judgement.note)))


def _set_evidence(db: sqlite3.Connection, key: int, story: str, judgement: Judgement, read: Read) -> None:
    from civic.concern_status import states_of

    db.execute("DELETE FROM facet WHERE key = ? AND kind = 'evidence'", (key,))
    if not any(decision.evidence for decision in judgement.concerns.values()):
        return
    start, length = db.execute("SELECT start, length FROM place WHERE key = ?", (key,)).fetchone()
    if found := read(story, start, length):
        states = [("evidence", state.value, key) for state in states_of(judgement, found)]
        db.executemany("INSERT OR IGNORE INTO facet VALUES(?, ?, ?)", states)


def listed(column: str | None) -> tuple[str, ...]:
    """Return the values of a list in one column."""
    return tuple(column.split(LIST)) if column else ()


def _set_concerns(
    db: sqlite3.Connection, key: int, tags: tuple[str, ...], rejected: tuple[str, ...], suggested: tuple[str, ...]
) -> None:
    db.execute("DELETE FROM facet WHERE key = ? AND kind IN ('tag', 'concern')", (key,))
    facets = [("tag", tag.casefold()) for tag in tags]
    there = dict.fromkeys(tag.casefold() for tag in (*tags, *suggested) if tag not in rejected)
    facets += [("concern", tag) for tag in there]
    db.executemany("INSERT OR IGNORE INTO facet VALUES(?, ?, ?)", [(kind, value, key) for kind, value in facets])
    db.execute("UPDATE stories SET concerns = ? WHERE key = ?", (len(there), key))


def body_of(analysis: Analysis) -> bytes:
    """Return suggestions as they are kept, which is without the user's decisions."""
    from civic.reweighing import as_for_all

    return packed(as_for_all(analysis))


def set_analysis(db: sqlite3.Connection, story: Story, analysis: Analysis, body: bytes | None = None) -> None:
    """Keep the suggestions for a story, and make them searchable as they are with the user's decisions where it has a
    row. `body` is what `body_of` returns of them, for whoever made it before others had to wait for the index."""
    keep_analysis(db, story, body_of(analysis) if body is None else body)
    show_analysis(db, story.id, analysis)


def show_analysis(db: sqlite3.Connection, story: str, analysis: Analysis) -> None:
    """Make suggestions that are kept searchable where the story has a row."""
    if show_concerns(db, story, tuple(suggestion.concern for suggestion in analysis.suggested)):
        show_stakeholders(db, story, analysis.stakeholders)


def show_concerns(db: sqlite3.Connection, story: str, suggested: tuple[str, ...]) -> bool:
    """Make a story searchable by the concerns that are suggested for it; return whether it has a row."""
    row = db.execute("SELECT key, tags, rejected FROM stories WHERE id = ?", (story,)).fetchone()
    if row is None:
        return False
    key, tags, rejected = row
    db.execute("UPDATE stories SET suggested = ? WHERE key = ?", (LIST.join(suggested), key))
    _set_concerns(db, key, listed(tags), listed(rejected), suggested)
    return True
