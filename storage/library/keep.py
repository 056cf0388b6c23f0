"""What putting stories owes to what was here before: judged words are kept, and what was forgotten stays away."""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import datetime

from civic.anchoring import TextVersion
from civic.operation import Operation
from civic.registers import OwnView
from civic.story import Story
from civic.versions import Version, differs, digests, is_judged, last_decided, replaced_at
from storage.files.errors import StorageError
from storage.past.forgotten import Forgotten
from storage.past.mirror import add_version, remove_versions, set_decided
from storage.past.versions import Versions


class Keeper:
    """Keeps the words that are about to be replaced, where any coder has judged their story."""

    def __init__(
        self, versions: Versions, forgotten: Forgotten, history: Callable[[str], Sequence[Operation]],
        view: Callable[[], OwnView], now: Callable[[], datetime],
    ) -> None:  # fmt: skip
        """`history` returns the operations of all coders on a story."""
        self._versions = versions
        self._forgotten = forgotten
        self._history = history
        self._view = view
        self._now = now

    def welcome(self, stories: Sequence[Story]) -> Sequence[Story]:
        """Return the stories without those that were forgotten. Raises StorageError."""
        forgotten = self._forgotten.ids()
        if not forgotten:
            return stories
        return [story for story in stories if forgotten.isdisjoint((story.id, *story.aliases))]

    def is_judged(self, story: str) -> bool:
        """Return whether any coder has judged a story."""
        return is_judged(self._history(story))

    def keep(self, changes: Iterable[tuple[Story, Story]]) -> list[Version]:
        """Keep the words of stories that are about to change, each with what it will be, where they were judged. They
        are on disk on return. Raises StorageError, and then nothing is kept."""
        now, kept, needed = self._now(), [], {}
        for before, after in changes:
            if differs(before, after) and is_judged(history := self._history(before.id)):
                kept.append(Version.of(before, replaced_at(history, self._view(), now)))
                needed[before.id] = digests(history)
        self._versions.keep(kept, needed, now.date())
        return kept

    def keep_before_return(self, changes: Iterable[tuple[Story, Story]]) -> tuple[list[Version], list[Story]]:
        """Keep the words of stories that are about to be restored, each with what it will be, and return what was kept,
        and those stories that will have the words again which were replaced last, and nobody has judged them since:
        then only these words were judged, and are to be no earlier version any more. Raises StorageError, and then
        nothing is kept."""
        judged = [pair for pair in changes if differs(*pair) and is_judged(self._history(pair[0].id))]
        last = {version.story: version for version in self._versions.of([after.id for _, after in judged])}
        back = {after.id: after for before, after in judged if self._returns(before, after, last.get(after.id))}
        return self.keep(pair for pair in judged if pair[1].id not in back), [*back.values()]

    def _returns(self, before: Story, after: Story, last: Version | None) -> bool:
        if last is None or last.precedes(after):
            return False
        history = self._history(before.id)
        since = is_judged(one for one in history if one.moment >= last.until)
        return not since and TextVersion(before.text).sha256 not in digests(history)

    def take_back(self, db: sqlite3.Connection, returned: Sequence[Story]) -> None:
        """Keep the words no longer as an earlier version that stand again, and have the index know. Where that can't be
        done, they are still passed over wherever versions are looked for."""
        if not returned:
            return
        ids = {story.id for story in returned}
        with suppress(StorageError):
            self._versions.drop_last(returned, self._now().date())
            heads = [head for head in self._versions.heads() if head.story in ids]
            remove_versions(db, ids)
            for head in heads:
                add_version(db, head.story, head.until)
            for story in ids:
                set_decided(db, story, last_decided(self._history(story), self._view()))

    def show(self, db: sqlite3.Connection, kept: Iterable[Version]) -> None:
        """Have the index know what was kept."""
        for version in kept:
            add_version(db, version.story, version.until)
            set_decided(db, version.story, last_decided(self._history(version.story), self._view()))
