"""What changes the stories of a library, in one place, so that what only reads or decides waits for none of it."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeAlias

from civic.identity import Terms
from civic.story import Story
from storage.files.places import Places
from storage.library.change import Changer
from storage.library.erase import Erased, erase
from storage.library.keep import Keeper
from storage.library.put import Announce, Changes, put, restore
from storage.library.remove import remove
from storage.live.live_index import LiveIndex
from storage.past.forgotten import Forgotten

Documents: TypeAlias = Callable[[Iterable[str]], Iterator[tuple[str, Mapping[str, Any]]]]


class Writing:
    """What is done to the story file and to what is kept beside it. `Library` describes the methods."""

    def __init__(
        self, places: Places, live: LiveIndex, forgotten: Forgotten, keeper: Keeper, now: Callable[[], datetime],
        notify: Callable[[str], None],
    ) -> None:  # fmt: skip
        self._places = places
        self._live = live
        self._forgotten = forgotten
        self._keeper = keeper
        self._now = now
        self._notify = notify
        self._changer = Changer(places, live, lambda: now().date(), notify)

    def put(self, stories: Sequence[Story], terms: Terms | None, announce: Announce | None) -> Changes:
        """See `Library.put_many`."""
        return self._changer.do(lambda index, file: put(index, file, stories, self._keeper, terms, announce))

    def remove(self, ids: Iterable[str]) -> tuple[str, ...]:
        """See `Library.remove_many`."""
        gone = tuple(ids)
        return self._changer.do(lambda index, file: remove(index, file, gone))

    def erase(self, ids: Collection[str]) -> Erased:
        """See `Library.erase`."""
        return erase(self._places, self._live, self._forgotten, frozenset(ids), self._now().date(), self._notify)

    def restore(self, there: Documents, documents: Mapping[str, Mapping[str, Any] | None]) -> None:
        """See `Library.restore_many`; `there` gives the documents of those that are here."""
        if wanted := {story: document for story, document in documents.items() if document is not None}:
            self._changer.do(lambda index, file: restore(index, file, wanted, self._keeper))
        # What is here by another story's alias is not this one.
        if gone := [story for story, _ in there(one for one, document in documents.items() if document is None)]:
            self._changer.do(lambda index, file: remove(index, file, gone))
