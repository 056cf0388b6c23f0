"""Which known story a fetched one is. A feed may give a story another id, address or date, or one id to two stories.

An entry is a known story when (a) that came under its id, unless the words have become another story's, (b) it has the
address of just one known story of its feed and of no other entry, and title or words are alike, or (c) title and words
are alike and nothing contradicts. A link alone proves nothing. Where several fit, nothing is taken over: a story that
is shown twice costs a look, a decision on another story is false for good.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cached_property
from hashlib import blake2b
from typing import Final, Protocol

from msgspec import Struct, field
from msgspec.structs import replace

from civic.likeness import Pair, Telling, is_alike, is_another, is_repeated, is_same, same_to_the_letter, signs_of
from civic.story import Story, kept_aliases

MOST_OF_A_SIGN: Final = 40
"""Of the stories with one sign so many are looked at: what more of them share tells none from the rest."""
_SEVERAL: Final = 2
"""So many known stories under new ids at least show that a feed gave new ones to all."""
_A_HABIT: Final = 2
"""A feed whose entries mostly had new ids so many times gives new ones all the time."""


class Terms(Struct, frozen=True):
    """How stories that come are told from those that are known, beside by their ids. `restless`: feeds (by
    `Story.feed`) that give new ids all the time, so that these are not written down. `subscribed`: the feeds that still
    bring their stories themselves; those of any other may come by a new address. `foreign`: they come from another
    desk, may be known here by any feed, and leave the words of those that are as they are. `present` has ids of stories
    by their feeds that come once more just as they are known, and are therefore not among those that are to be told;
    `marks` has by the id of a story what its entry is known by when it comes so next time."""

    restless: frozenset[str] = frozenset()
    subscribed: frozenset[str] | None = None
    foreign: bool = False
    present: Mapping[str, frozenset[str]] = field(default_factory=dict)
    marks: Mapping[str, str] = field(default_factory=dict)


class Shelf(Protocol):
    """What is known."""

    def named(self, name: str) -> Story | None:
        """Return the story of this id, else the one that has it as an alias; None where there is none."""

    def signed(self, signs: Sequence[int], feeds: Collection[str] | None) -> Sequence[Story]:
        """Return the stories of some feeds (None: of any) that have one of these `signs_of`, each once: for each sign
        the newest MOST_OF_A_SIGN."""

    def feeds(self) -> Collection[str]:
        """Return the feeds that stories came by."""


class Identified(Struct, frozen=True):
    """What came, each story once, with the id by which it is kept and the aliases that it has then. `names` has that
    id by the one that it came under, where the two differ; `renumbered` are ids that known stories came under for the
    first time."""

    stories: tuple[Story, ...]
    names: Mapping[str, str]
    renumbered: frozenset[str]


def identify(stories: Sequence[Story], shelf: Shelf, terms: Terms | None = None) -> Identified:
    """Return which known stories these are. Without `terms`, and for what came by no feed, the id alone tells."""
    by_feed: dict[str, list[int]] = {}
    for at, story in enumerate(stories):
        by_feed.setdefault(story.feed, []).append(at)
    told: dict[int, tuple[Story, Story | None]] = {}
    for feed, places in by_feed.items():
        match = _Matching([stories[at] for at in places], shelf, terms if feed or (terms and terms.foreign) else None,
                          terms.present.get(feed, frozenset()) if terms else frozenset())  # fmt: skip
        told.update(zip(places, match.result(), strict=True))
    kept: dict[str, Story] = {}
    names: dict[str, str] = {}
    renumbered: set[str] = set()
    for at, entry in enumerate(stories):
        story, known = told[at]
        if story.id != entry.id:
            names[entry.id] = story.id
            if known is not None and shelf.named(entry.id) is None:
                renumbered.add(entry.id)
        first = kept.setdefault(story.id, story)
        if first.aliases != story.aliases:
            kept[story.id] = replace(first, aliases=kept_aliases(first.id, (*first.aliases, *story.aliases)))
    return Identified(tuple(kept.values()), names, frozenset(renumbered))


def is_restless(times: int) -> bool:
    """Return whether a feed gives new ids all the time, whose entries mostly had new ones so many times."""
    return times >= _A_HABIT


def id_by_words(entry: Story) -> str:
    """Return the id of a story that came under another story's: of its feed, of the feed's own id for it (that is in
    `entry.id`), of its title and its text."""
    parts = ("another", entry.feed, entry.id, entry.title, entry.text)
    return blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def as_another(story: Story) -> Story:
    """Return a story that came under another one's id with an id of its own."""
    return replace(story, id=id_by_words(story), aliases=tuple(one for one in story.aliases if one != story.id))


def is_another_of(story: Story, name: str) -> bool:
    """Return whether a story has its id because it came under `name`, which is another one's."""
    return story.id != name and story.id == id_by_words(replace(story, id=name))


Test = Callable[[Pair], bool]


class _Matching:
    """The entries of one feed beside what is known of it. The surest go first, and a known story that one of them is
    can't be any other one's."""

    def __init__(
        self, entries: Sequence[Story], shelf: Shelf, terms: Terms | None, present: Collection[str] = ()
    ) -> None:
        """`present` are known stories that entries are which are not looked at."""
        self._entries = entries
        self._present = present
        self._shelf = shelf
        self._terms = terms
        self._named = [self._by_name(entry) for entry in entries]
        self._found: dict[int, Story] = {}
        self._taken: set[str] = set(present)
        self._tellings: dict[int | str, Telling] = {}
        self._near: dict[int, list[Story]] = {}
        self._shared: Collection[str] = ()
        self._all_new = False

    @cached_property
    def _others(self) -> Collection[str] | None:
        """The other feeds whose stories may be these, None for any."""
        terms, own = self._terms or Terms(), {entry.feed for entry in self._entries}
        if terms.foreign:
            return None
        return set(self._shelf.feeds()) - terms.subscribed - own - {""} if terms.subscribed is not None else ()

    def _by_name(self, entry: Story) -> Story | None:
        names = (entry.id, *entry.aliases) if self._terms and self._terms.foreign else (entry.id,)
        return next((known for name in names if (known := self._shelf.named(name))), None)

    def result(self) -> Iterator[tuple[Story, Story | None]]:
        """Yield for each entry what is kept of it, and which known story that is."""
        for at, known in enumerate(self._named):
            if known and (self._terms is None or same_to_the_letter(known, self._entries[at])):
                self._settle(at, known)
        if self._terms is not None and len(self._found) < len(self._entries):
            self._look_around()
        repeated = self._repeated() if self._terms is not None else {}
        for at, entry in enumerate(self._entries):
            known = self._found.get(at)
            yield self._kept(at, entry, known, repeated.get(at)), known

    def _look_around(self) -> None:
        """Settle what the ids alone don't tell."""
        sure = len(self._found) + len(self._present)
        for at in self._open():
            self._near[at] = self._around(self._entries[at])
        addresses = Counter(self._telling(at).address for at in self._open())
        self._shared = {address for address, count in addresses.items() if count > 1 or not address}
        unknown = [at for at in self._open() if self._named[at] is None]
        twins = {known.id for at in unknown for known in self._near[at] if self._has_words_of(at, known)}
        self._all_new = len(twins) >= _SEVERAL and len(twins) > sure
        self._settle_by(is_same)
        for at in self._open():
            if (known := self._named[at]) and self._is_still(at, known):
                self._settle(at, known)
        self._settle_by(is_alike)
        for at in self._open():  # what was another's before is so again
            if self._named[at] and (known := self._shelf.named(id_by_words(self._entries[at]))):
                self._settle(at, known)

    def _open(self) -> list[int]:
        return [at for at in range(len(self._entries)) if at not in self._found]

    def _settle(self, at: int, known: Story) -> None:
        self._found[at] = known
        self._taken.add(known.id)

    def _around(self, entry: Story) -> list[Story]:
        """Return the known stories that an entry may be, those of its feed first."""
        if self._others is not None and not self._others and entry.feed not in self._shelf.feeds():
            return []  # as all of a feed that is fetched for the first time
        signs = signs_of(entry)
        there = (*self._shelf.signed(signs, (entry.feed,)), *self._shelf.signed(signs, self._others))
        return list({known.id: known for known in there}.values())

    def _has_words_of(self, at: int, known: Story) -> bool:
        pair = self._pair(at, known)
        same = pair.known.title == pair.entry.title and pair.known.text == pair.entry.text
        return same and known.id not in self._taken and pair.places is not False

    def _settle_by(self, test: Test) -> None:
        """Settle the entries that one known story passes a test with, where it does so with no other entry. One
        that has its id goes before others."""
        wanted: defaultdict[str, list[int]] = defaultdict(list)
        fits: dict[str, Story] = {}
        for at in self._open():
            found = [known for known in self._near[at] if self._may_be(at, known) and test(self._pair(at, known))]
            named, own = self._named[at], [known for known in found if known.feed == self._entries[at].feed]
            if named and any(known.id == named.id for known in found):
                found = [named]
            elif own:  # what another feed had does not count beside what this one has
                found = own
            if len(found) == 1:
                fits[found[0].id] = found[0]
                wanted[found[0].id].append(at)
        for name, claims in wanted.items():
            if len(claims) > 1:
                claims = [at for at in claims if self._entries[at].id == name] or claims
            first = self._telling(claims[0])
            if all(is_repeated(first, self._telling(at)) for at in claims[1:]):
                for at in claims:
                    self._settle(at, fits[name])

    def _may_be(self, at: int, known: Story) -> bool:
        """Return whether a known story is still to be had, or is what one entry repeats of another."""
        if known.id not in self._taken:
            return True
        entry = self._telling(at)
        if known.id in self._present and is_repeated(self._telling_of(known), entry):
            return True
        return any(is_repeated(self._telling(other), entry) for other, one in self._found.items() if one.id == known.id)

    def _is_still(self, at: int, known: Story) -> bool:
        """Return whether an entry is the story that came under its id before."""
        pair = self._pair(at, known)
        if known.id in self._taken:  # an earlier version beside the later one
            return bool(pair.dates and pair.places) and not pair.swapped and is_alike(pair)
        return not is_another(pair)

    def _telling(self, at: int) -> Telling:
        if at not in self._tellings:
            self._tellings[at] = Telling(self._entries[at])
        return self._tellings[at]

    def _pair(self, at: int, known: Story) -> Pair:
        entry, other = self._telling(at), self._telling_of(known)
        alone = bool(entry.address) and entry.address == other.address and entry.address not in self._shared
        if alone:
            feeds = {known.feed, entry.story.feed}
            near = (self._telling_of(one).address for one in self._near[at] if one.feed in feeds)
            alone = sum(address == entry.address for address in near) == 1
        return Pair(other, entry, alone, self._all_new)

    def _telling_of(self, known: Story) -> Telling:
        if known.id not in self._tellings:
            self._tellings[known.id] = Telling(known)
        return self._tellings[known.id]

    def _repeated(self) -> dict[int, str]:
        """Return the id of the entry that a new one repeats, by the place of the new one."""
        places: defaultdict[object, list[int]] = defaultdict(list)
        for at in self._open():
            if (telling := self._telling(at)).address:
                places[telling.address, telling.moment].append(at)
        found: dict[int, str] = {}
        for several in places.values():
            first: dict[object, int] = {}
            for at in several if len(several) > 1 else ():
                telling = self._telling(at)
                other = first.setdefault((telling.title, telling.text), at)
                if other != at:
                    found[at] = self._new_id(other)
        return found

    def _new_id(self, at: int) -> str:
        return self._entries[at].id if self._named[at] is None else id_by_words(self._entries[at])

    def _kept(self, at: int, entry: Story, known: Story | None, repeats: str | None) -> Story:
        """Return an entry with the id by which it is kept, and the aliases that this story has then."""
        name = known.id if known else repeats or self._new_id(at)
        more: list[str] = []
        if self._terms is None or entry.feed not in self._terms.restless:
            more = [one for one in (entry.id, *entry.aliases) if one != name and self._shelf.named(one) is None]
        before = known.aliases if known else ()
        aliases = kept_aliases(name, (*before, *more))
        is_so = (entry.id, entry.aliases) == (name, aliases)  # as nearly all are, and a copy takes as long as a look-up
        return entry if is_so else replace(entry, id=name, aliases=aliases)
