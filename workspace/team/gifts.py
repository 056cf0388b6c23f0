"""The stories that this desk has by its feeds, decided on or not, and that its team has not yet."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from hashlib import blake2b
from itertools import islice
from typing import TYPE_CHECKING, Final

from civic.export import Entry
from civic.judgement import Judgement
from civic.story import Story
from feeds.addresses import has_secret
from feeds.subscriptions import WEB_FEED, Feed
from workspace.team.state import Sent, State

if TYPE_CHECKING:
    from workspace.ports import Library

_AT_ONCE: Final = 200
_MARGIN: Final = 2 * 86400
"""Seconds before the last story that was given, from which on others are looked for: two processes fetch at once, and
clocks are set."""


def is_shared(feed: Feed) -> bool:
    """Return whether what a feed brings goes to the team: not where it is fetched with anything secret, since what it
    brings is then meant for whoever has that."""
    return feed.kind == WEB_FEED and not feed.headers and not has_secret(feed.url) and not has_secret(feed.origin)


class Gifts:
    """What is to be given. `feeds` are addresses (as `Story.feed`) of those that the user shares, `wanted` says which
    stories are let through, and `window` is that in a word: with another one all are looked at again. Otherwise only
    what came since the last time is, so that a turn costs one question to the index."""

    def __init__(
        self, library: "Library", state: State, sent: Sent, feeds: Collection[str], wanted: Callable[[Story], bool],
        window: str,
    ) -> None:  # fmt: skip
        self._library = library
        self._state = state
        self._sent = sent
        self._feeds = feeds
        self._wanted = wanted
        self._basis = _digest(window, *sorted(feeds))
        self._given: list[str] = []
        self._until = 0

    def pages(self) -> Iterator[list[Entry]]:
        """Yield what is to be given, some at a time; `gave` is to be told of each."""
        if not self._feeds or self._library.indexing:
            return
        since = self._state.given_until - _MARGIN if self._state.given_of == self._basis else 0
        ids = iter(self._library.came_by(self._feeds, max(0, since)))
        known = self._sent.digests
        while some := list(islice(ids, _AT_ONCE)):
            new = [one for one in some if mark_of(one) not in known and self._passed_over(one) not in known]
            if new and (page := list(self._entries(new))):
                yield page
        self._state.given_of = self._basis

    def gave(self, page: Sequence[Entry]) -> None:
        """Remember that the team has these, once `keep` is called."""
        self._given += [mark_of(entry.story.id) for entry in page]
        self._until = max(self._until, *(int(one.story.fetched.timestamp()) for one in page if one.story.fetched), 0)

    def keep(self) -> None:
        """Have what was given not be given again. Raises StorageError."""
        self._sent.add(self._given)
        self._state.given_until = max(self._state.given_until, self._until)
        self._given = []

    def _entries(self, ids: Iterable[str]) -> Iterator[Entry]:
        """Yield stories as they came: what the user corrected in them is an operation of its own."""
        left: list[str] = []
        for _, document in self._library.documents(ids):
            story = Story.from_document(document)
            if any(mark_of(alias) in self._sent.digests for alias in story.aliases) or not self._wanted(story):
                left.append(self._passed_over(story.id))
            else:
                yield Entry(story, Judgement())
        self._sent.add(left)

    def _passed_over(self, story: str) -> str:
        return _digest(self._basis, story)


def mark_of(*stories: str) -> str:
    """Return what says among the digests of what the team has that it has a story; or what stands for several."""
    return _digest("story", *stories)


def _digest(*parts: str) -> str:
    return blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
