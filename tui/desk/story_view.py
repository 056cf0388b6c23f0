"""The stories that the filter finds, how they are arranged, and the one that is open.

Plain Python: no Textual, no threads. Nothing here walks the library on a key: a filter asks for its newest hits, and
the rest comes later from a worker thread (`complete`).
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import cached_property
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from civic.arrangement import Arrangement, How
from civic.judgement import Judgement
from civic.operation import Operation
from civic.others import Others
from civic.query import EVEN_HIDDEN, EVERYTHING, Among, And, Is, Not, Query, QueryError, asks_for_hidden, parse
from civic.story import Story
from civic.suggestions import Analysis
from civic.unaided import unaided_how
from tui.desk.rows import CHUNK, Rows
from workspace.origins import copied_from, news_in
from workspace.ports import Library, Row
from workspace.sight import Sight

FIRST_PAGE: Final = 200
"""How many rows a filter brings at once; more than any screen is high."""
ARRANGED: Final = 2000
"""How many of the newest hits are arranged at once where that takes more than the order they come in."""
_ALL: Final = 1 << 40


def coded_among(library: Library, query: Query, arrangement: Arrangement) -> int:
    """Return how many of the stories that a query finds, as they are arranged, the user is done with. Takes long where
    the user is done with many."""
    done = set(library.search(And((query, Is("coded"))), limit=_ALL))
    return len(done.intersection(arrangement.keys).difference(arrangement.inner))


def _done_among(library: Library, arrangement: Arrangement) -> int:
    """Return how many of a few stories the user is done with."""
    counted = set(arrangement.keys).difference(arrangement.inner)
    return sum(row.coded for row in library.rows(sorted(counted, reverse=True)))


def _finds(library: Library, query: Query, story_id: str) -> bool:
    """Return whether a query finds a story: asked for this one alone, however many it finds."""
    shown = EVEN_HIDDEN if asks_for_hidden(query) else Not(Is("hidden"))  # `Among` has hidden ones, too
    return bool(library.search(And((query, Among(frozenset([story_id])), shown)), limit=1))


def _reach(arrangement: Arrangement, position: int) -> int:
    """Return how many of the newest hits reach a screen below a row: copies are hits without a row."""
    copies = arrangement.copies
    return position + CHUNK + (sum(copies.get(key, 0) for key in arrangement.keys[:position]) if copies else 0)


def _nothing() -> None:
    """Do nothing: nobody asked to be called."""


class Filters(Struct, frozen=True):
    """How filters are understood: `read` returns what one asks for, `doubt` what is to be doubted in it, in sentences;
    `is_over` whether nothing is to do any more among what it finds."""

    read: Callable[[str, datetime], Query] = parse
    doubt: Callable[[str, Query], Sequence[str]] = lambda _text, _query: ()
    is_over: Callable[[Query], bool] = lambda _query: False


class StoryView:
    """The list of the main screen, and the open story in it.

    `on_move` is called after the open position may have changed; `on_renumbering` when keys stand for other stories
    than before, so that whatever is kept by key must be forgotten. `sight` says what the user may see.
    """

    def __init__(
        self, library: Library, now: Callable[[], datetime], *, on_move: Callable[[], None] = _nothing,
        on_renumbering: Callable[[], None] = _nothing, sight: Sight | None = None,
        filters: Filters | None = None,
    ) -> None:  # fmt: skip
        self._library = library
        self._sight = sight or Sight()
        self._filters = filters or Filters()
        self.is_over = False
        """whether nothing is to do any more in view, since it is that of a round that is over"""
        self._now, self._asked_at = now, now()
        self._on_move = on_move
        self._on_renumbering = on_renumbering
        self.rows = Rows(library)
        self.query: Query = EVERYTHING
        self.filter = ""
        """the text of the filter as it was typed, also where it can't be read"""
        self.listed = ""  # the last text of it that could be read
        self.error = ""
        """what is wrong with the filter's text; the stories in view are then those of the last good one"""
        self.doubts: tuple[str, ...] = ()
        """what is to be doubted in the filter, in sentences"""
        self._numbering = library.numbering
        self.how = How()
        self.arrangement = Arrangement()
        self.coded: int | None = None
        """how many of the stories in view the user is done with; None while that is not counted"""
        self.position = 0
        self.story: Story | None = None
        self.judgement = Judgement()
        self.history: Sequence[Operation] = ()
        """what was done to the open story, in its order"""
        self.others = Others()
        """what others say of it, and where coders differ"""
        self.analysis: Analysis | None = None
        self.news = ""
        """what was new in the open story when it was opened, see `workspace.origins`"""
        self.copied = ""
        """why it is read or hidden, where a copy of it is the reason"""
        self.versions = 0
        """how many earlier versions of the open story are kept"""
        self.filter_by("")

    @property
    def keys(self) -> Sequence[int]:
        """Return the keys of the stories in view, in the order they are shown; all of them once `is_complete`."""
        return self.arrangement.keys

    @property
    def is_complete(self) -> bool:
        """Say whether every story that the filter finds is in view, not only the newest."""
        return self.arrangement.whole

    @cached_property
    def count(self) -> int:
        """Return how many stories are in view: duplicates once, and each story once under however many headings."""
        several = self.how.group in ("concern", "stakeholder")
        return (len(set(self.keys)) if several else len(self.keys)) - len(self.arrangement.inner)

    @property
    def place(self) -> int:
        """Return which of the stories that `count` counts is the open one, or has it among its duplicates; the first is
        1. Under headings that list a story several times it is that of the row, as far as there are stories."""
        inner = self.arrangement.inner
        above = sum(at <= self.position for key in inner if (at := self.place_of(key)) is not None)
        return min(self.position + 1 - above, self.count)

    @property
    def copies(self) -> int:
        """Return how many duplicates of the stories in view there are beside these."""
        return sum(self.arrangement.copies.values())

    @property
    def has_copies(self) -> bool:
        """Return whether the open story has duplicates."""
        return self.story is not None and self._library.copies(self.story.id)[0] is not None

    @property
    def left(self) -> int | None:
        """Return how many stories in view the user is not done with. None: unknown, or nothing is to do any more."""
        return None if self.coded is None or self.is_over else self.count - self.coded

    def is_counted(self, key: int) -> bool:
        """Return whether a story is in view, and no duplicate under another."""
        return self.place_of(key) is not None and key not in self.arrangement.inner

    # which stories, and how

    def filter_by(self, text: str) -> bool:
        """Show the stories that match; the open one stays open where it is among them. Return False, with `error`
        set, for a text that can't be read."""
        self.filter, self._asked_at = text, self._now()
        if is_good := self._read():
            self._place(self._newest(), keep_open=False)
        return is_good

    def _read(self) -> bool:
        """Have the query be what the filter asks for. Return False, with `error` set, where it can't be read."""
        try:
            self.query = self._filters.read(self.filter, self._asked_at)
        except QueryError as error:
            self.error = str(error)
            return False
        self.error, self.listed = "", self.filter
        self.is_over = self._filters.is_over(self.query)
        self.doubts = tuple(self._filters.doubt(self.filter, self.query))
        return True

    def arrange(self, order: str, group: str) -> None:
        """Show the stories in another order, or under other headings; in an unaided view not by suggestions."""
        self.how = unaided_how(How(order, group)) if self._sight.unaided else How(order, group)
        self._place(self._newest(), keep_open=True)

    def toggle_duplicates(self) -> bool:
        """Show the duplicates of the open story under the first of them, or put them away again. Return False where it
        has none."""
        number, _ = self._library.copies(self.story.id) if self.story else (None, ())
        if number is None:
            return False
        while self.keys[self.position] in self.arrangement.inner:
            self.select(self.position - 1)
        self.how = replace(self.how, unfolded=self.how.unfolded ^ {number})
        self._place(self._newest(_reach(self.arrangement, self.position)), keep_open=True)
        return bool(self.arrangement.inner) or number not in self.how.unfolded

    def list_again(self, *, follow: bool) -> None:
        """Read again which stories are listed. The open one stays; where it has left the list and `follow` says that
        this was meant, the next one is opened."""
        self.rows.forget()
        if not follow:
            self._place(self._newest(_reach(self.arrangement, self.position)), keep_open=True)
            self.reopen()
            return
        self._show(self._newest(_reach(self.arrangement, self.position)))
        if not (self.story and self.go_to(self.story.id)):
            self.select(self.position)

    def take_in(self) -> bool:
        """Show what changed in the library, also that a round in view is over. The open story stays, also where it is
        lost to the filter; what lies below the newest hits stays until all are found again: return whether to do so."""
        self.rows.forget()
        if self._library.numbering != self._numbering:
            self._numbering = self._library.numbering
            self.how = replace(self.how, unfolded=frozenset())
            self._on_renumbering()
        asked, was_over = self.query, self.is_over
        self._read()  # as of the same moment, so that only samples, rounds and tags can make it another one
        self._sight.view &= was_over or not self.is_over
        old = self.arrangement
        newest = self._newest(at_least=_reach(old, self.position) if old.falling else 0)
        if self.query != asked or not old.whole or newest.whole:
            self._place(newest, keep_open=True)
        elif old.falling and newest.falling:
            together = _joined(self._library, self.query, newest, old)
            coded = self.coded if len(together.keys) == len(old.keys) else None
            self._place(together, keep_open=True, coded=coded)
        if self.story:
            self._open(self.story.id)
        return not newest.whole

    def complete(self, query: Query, how: How, arrangement: Arrangement, coded: int) -> bool:
        """Show all hits of a query, which were arranged and counted meanwhile: the user is done with so many. Return
        False where the view has moved on."""
        if (query, how) != (self.query, self.how):
            return False
        self._place(arrangement, keep_open=True, coded=coded)
        return True

    def count_done(self, operations: Iterable[Operation]) -> None:
        """Count what operations say of stories in view that the user is done with, or no longer."""
        if self.coded is not None:
            keys = ((one, self._library.key_of(one.story)) for one in operations)
            in_view = [one for one, key in keys if key is not None and self.is_counted(key)]
            self.coded += sum((one.value is True) - (one.was is True) for one in in_view)

    def _newest(self, at_least: int = 0) -> Arrangement:
        is_plain = self.how.order in ("newest", "oldest") and not self.how.group
        return self._library.arranged(self.query, self.how, limit=max(FIRST_PAGE if is_plain else ARRANGED, at_least))

    def _place(self, arrangement: Arrangement, *, keep_open: bool, coded: int | None = None) -> None:
        """Show another arrangement, with the cursor where the open story is, also below the first page; `keep_open` has
        it stay where the query has lost it. `coded` is as for `_show`."""
        key = self._library.key_of(self.story.id) if self.story else None
        self._show(arrangement, coded)
        at = None if key is None else self.place_of(key)
        if at is not None:
            self.position = at
        elif key is not None and keep_open:
            self._insert(key)
        elif not (self.story and self.go_to(self.story.id)):
            self.select(0)

    def _show(self, arrangement: Arrangement, coded: int | None = None) -> None:
        """Show another arrangement, with so many stories `coded`: None has a few counted now, and more later."""
        self.arrangement = arrangement
        self.__dict__.pop("_places", None)
        self.__dict__.pop("count", None)
        is_small = arrangement.whole and len(arrangement.keys) <= FIRST_PAGE
        self.coded = _done_among(self._library, arrangement) if is_small and coded is None else coded

    def _insert(self, key: int) -> None:
        """Put a story back that the arrangement has lost: where it belongs, or at the cursor."""
        old = self.arrangement
        at = _fall_to(old.keys, key) if old.falling else min(self.position, len(old.keys))
        self._show(_with_row(old, at, key, _front_of(self._library, self.query, old, key)), self.coded)
        self.position = at

    @cached_property
    def _places(self) -> dict[int, int]:
        """Return the first position of each key, for arrangements that are not sorted by key; worked out once."""
        return {key: at for at, key in reversed(list(enumerate(self.keys)))}

    def place_of(self, key: int) -> int | None:
        """Return the position of a story in view, the open one where it is there more often; None for any other."""
        if self.position < len(self.keys) and self.keys[self.position] == key:
            return self.position
        if not self.arrangement.falling:
            return self._places.get(key)
        at = _fall_to(self.keys, key)
        return at if at < len(self.keys) and self.keys[at] == key else None

    # rows, and the open one

    def row(self, index: int) -> Row | None:
        """Return the row at a position in view; None for a story that is gone from the library."""
        return self.rows.at(self.keys, index)

    def select(self, index: int) -> None:
        """Open the story at a position in view (the nearest one there is)."""
        self.position = max(0, min(index, len(self.keys) - 1))
        row = self.row(self.position) if self.keys else None
        if row is None:
            self.story, self.judgement, self.analysis, self.versions = None, Judgement(), None, 0
            self.history, self.others, self.news, self.copied = (), Others(), "", ""
        else:
            self._open(row.id)
        self._on_move()

    def reopen(self) -> None:
        """Read the open story again, after its suggestions have come."""
        if self.story:
            self.forget(self.story.id)
            self._open(self.story.id)

    def _open(self, story_id: str) -> None:
        # What is new stays in sight while the story is read, though reading it settles that.
        still = self.news if self.story and self.story.id == story_id else ""
        history, view = self._library.history(story_id), self._library.view
        self.news = news_in(view, history) or still
        self.story = self._library.story(story_id)
        self._take(history)
        self.analysis = self._library.analysis(story_id)
        self.versions = self._library.kept_versions(story_id)

    def open_key(self, key: int) -> None:
        """Open a story that the filter finds; one below the first page gets its place there, before the rest is in."""
        if (at := self.place_of(key)) is None:
            self._insert(key)
        self.select(self.position if at is None else at)

    def go_to(self, story_id: str) -> bool:
        """Open a story where the filter finds it, also below the first page. Return False where it does not."""
        key = self._library.key_of(story_id)
        if key is None or (self.place_of(key) is None and not _finds(self._library, self.query, story_id)):
            return False
        self.open_key(key)
        return True

    def reveal(self, story_id: str) -> bool:
        """Open a story also where it is put away behind a duplicate. Return False where the filter finds neither."""
        key = self._library.key_of(story_id)
        number, keys = self._library.copies(story_id)
        is_behind = key is not None and self.place_of(key) is None
        if is_behind and number is not None and any(self.place_of(one) is not None for one in keys):
            self.how = replace(self.how, unfolded=self.how.unfolded | {number})
            self._place(self._newest(_reach(self.arrangement, self.position)), keep_open=True)
        return self.go_to(story_id)

    def forget(self, story_id: str) -> None:
        """Read the row of a story again, and its judgement where it is open: after a decision on it."""
        key = self._library.key_of(story_id)
        if key is not None:
            self.rows.forget(key)
        if self.story and self.story.id == story_id:
            self._take(self._library.history(story_id))

    def _take(self, history: Sequence[Operation]) -> None:
        """Have the open story be as it is by these operations."""
        view = self._library.view
        self.judgement, self.history, self.others = view.judgement(history), history, self._sight.others(history, view)
        self.copied = copied_from(self._library, history)


def _joined(library: Library, query: Query, newest: Arrangement, old: Arrangement) -> Arrangement:
    """Return the newest hits of a query with what an older arrangement has below them. Each story is counted once:
    what is now a copy among the newest is no row any more, and no copy of what was a row."""
    lowest = library.search(query, limit=len(newest.keys) + sum(newest.copies.values()))[-1]
    below = old.keys[_fall_to(old.keys, lowest - 1) :]
    copies = {key: count for key, count in old.copies.items() if key < lowest}
    return replace(newest, keys=[*newest.keys, *below], copies={**copies, **newest.copies}, whole=True)


def _with_row(old: Arrangement, at: int, key: int, front: int | None) -> Arrangement:
    """Return an arrangement with one more row, which stands no longer behind the row `front`."""
    headings = tuple(replace(one, at=one.at + 1) if one.at >= max(at, 1) else one for one in old.headings)
    copies = {one: count - (one == front) for one, count in old.copies.items() if count > (one == front)}
    return replace(old, keys=[*old.keys[:at], key, *old.keys[at:]], headings=headings, copies=copies)


def _front_of(library: Library, query: Query, arrangement: Arrangement, key: int) -> int | None:
    """Return the row behind which a story that a query finds is put away; None where it is behind none."""
    rows = library.rows([key]) if arrangement.copies else ()
    if not rows or not _finds(library, query, rows[0].id):
        return None
    return next((one for one in library.copies(rows[0].id)[1] if one in arrangement.copies), None)


def _fall_to(keys: Sequence[int], key: int) -> int:
    """Return the position at which a key stands, or would stand, among keys from the largest to the smallest."""
    return bisect_left(keys, -key, key=lambda other: -other)
