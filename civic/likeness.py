"""How alike two versions of what may be one story are: in their words, their dates and their addresses.

Texts are compared by their pairs of neighbouring words, of which two reports on one event share next to none, and an
edited text keeps most.
"""

import re
from datetime import datetime
from functools import cached_property
from hashlib import blake2b
from itertools import pairwise
from typing import Final

from msgspec import Struct

from civic.duplicates import normal_address
from civic.misreading import is_misreading
from civic.query.words import tokens, word_in
from civic.story import Story

_LONGEST: Final = 8000
"""Characters of a text that are compared."""
_EDGE: Final = 200
"""Characters at either end of a text by which it is looked for."""
_EDGE_WORDS: Final = 8
_FEWEST_PAIRS: Final = 4
"""A text of fewer pairs of words says nothing by itself."""
_CONTAINED: Final = 8
"""From so many pairs on a text may be the beginning, or the teaser, of a longer one."""
_STRONG: Final = 12
"""So many words, title and text together, are hardly the same by chance."""
_ON_ITS_PAGE: Final = 6
"""So many are not, where the page has the address that it had, but for its host."""
_OTHER_NAMES: Final = 3
"""So many names and figures at least are another story's: a correction changes one or two."""
_LOUD: Final = re.compile(r"\d")


class Telling:
    """What of a story tells it from others, each part worked out when it is first asked for."""

    def __init__(self, story: Story) -> None:
        self.story = story

    @cached_property
    def address(self) -> str:
        """The address as it is compared, "" for a home page and for none."""
        return normal_address(self.story.url)

    @cached_property
    def page(self) -> str:
        """The address without its host, so that it stays when the host moves, and without what is asked of it; that
        is all there is where a site has no other paths."""
        path, _, asked = self.address.partition("/")[2].partition("?")
        return path or asked or self.address.partition("?")[2]

    @cached_property
    def moment(self) -> datetime | None:
        """When it was published, in whole seconds as files have it."""
        published = self.story.published
        return published.replace(microsecond=0) if published else None

    @cached_property
    def title(self) -> tuple[str, ...]:
        """The words of the title."""
        return tokens(self.story.title)

    @cached_property
    def text(self) -> tuple[str, ...]:
        """The words of the text."""
        return tokens(self.story.text[:_LONGEST])

    @cached_property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """The neighbouring words of the text."""
        return frozenset(pairwise(self.text))

    @cached_property
    def names(self) -> frozenset[str]:
        """The figures, and the words with a capital letter in the text: what differs between two notices of one
        form."""
        told = f"{self.story.title} \n {self.story.text[:_LONGEST]}"
        written = word_in(told).findall(told)
        return frozenset(word.casefold() for word in written if word[:1].isupper() or _LOUD.search(word))


class Pair(Struct, frozen=True, dict=True):
    """A known story and a fetched entry side by side. `alone`: in the feed, nothing but these two has their address.
    `all_new`: the feed gave new ids to most of what is known of it, so that dates and addresses prove less."""

    known: Telling
    entry: Telling
    alone: bool = False
    all_new: bool = False

    @cached_property
    def dates(self) -> bool | None:
        """Whether both were published at one time, None where that isn't known."""
        known, entry = self.known.moment, self.entry.moment
        return None if known is None or entry is None else known == entry

    @cached_property
    def places(self) -> bool | None:
        """Whether both have one address, or one but for its host and what is asked of it; None where one of them has
        none."""
        if not self.known.address or not self.entry.address:
            return None
        return self.known.address == self.entry.address or (
            bool(self.entry.page) and self.known.page == self.entry.page
        )

    @cached_property
    def one_address(self) -> bool:
        """Whether both have an address that is nobody else's."""
        return self.alone and bool(self.entry.address) and self.known.address == self.entry.address

    @cached_property
    def titles(self) -> float:
        """How much of the words of both titles is in both, 0 to 1; two that are empty are alike."""
        if is_misreading(self.known.story.title, self.entry.story.title):
            return 1.0
        known, entry = frozenset(self.known.title), frozenset(self.entry.title)
        return len(known & entry) / len(known | entry) if known or entry else 1.0

    @cached_property
    def texts(self) -> float | None:
        """How much of the text is in both, 0 to 1; None where one has too little to tell."""
        if is_misreading(self.known.story.text, self.entry.story.text):
            return 1.0
        known, entry = self.known.pairs, self.entry.pairs
        fewer = min(len(known), len(entry))
        if fewer < _FEWEST_PAIRS:
            return None
        return len(known & entry) / (fewer if fewer >= _CONTAINED else len(known | entry))

    @cached_property
    def swapped(self) -> bool:
        """Whether names or figures of the one have given way to others: two notices of one form, not two versions."""
        known, entry = self.known.names, self.entry.names
        return bool(known - entry) and bool(entry - known)

    @cached_property
    def tells_of_others(self) -> bool:
        """Whether most names and figures have given way to others: one form, filled in for other people and places."""
        known, entry = self.known.names, self.entry.names
        both = len(known & entry)
        others = min(len(known), len(entry)) - both
        return others >= _OTHER_NAMES and 2 * others >= both


def same_to_the_letter(known: Story, entry: Story) -> bool:
    """Return whether two stories have the same words, to the letter. Cheap."""
    return known.title == entry.title and known.text == entry.text


def is_same(pair: Pair) -> bool:
    """Return whether an entry that came under another id has the known story's words and nothing contradicts."""
    if pair.known.title != pair.entry.title or pair.known.text != pair.entry.text or _contradicts(pair):
        return False
    words = len(pair.entry.title) + len(pair.entry.text)
    enough = words >= (_ON_ITS_PAGE if pair.places else _STRONG)
    return enough or pair.one_address or pair.all_new or pair.dates is True


def _contradicts(pair: Pair) -> bool:
    """Return whether date and address say that the same words were said twice."""
    if pair.dates or pair.one_address:
        return False
    if pair.dates is None:
        return pair.places is False and not pair.all_new
    return pair.places is False or not pair.all_new


def is_alike(pair: Pair) -> bool:
    """Return whether an entry that came under another id is the known story, with its words edited."""
    titles, texts = pair.titles, pair.texts
    if pair.one_address or (pair.dates and pair.places):
        if pair.dates:
            return (texts or 0) >= 0.4 or (titles >= 0.75 and (texts is None or texts >= 0.2))
        if pair.swapped:
            return False
        if pair.dates is None:
            return (texts or 0) >= 0.5 or (titles >= 0.9 and (texts is None or texts >= 0.3))
        return titles >= 0.75 and (texts or 0) >= 0.75
    if pair.swapped or (pair.places is False and not pair.dates):
        return False
    if pair.dates:
        return titles >= 0.6 and texts >= 0.6 if texts is not None else titles == 1.0
    if texts is None or (not pair.all_new and (pair.dates is False or titles < 1.0)):
        return False
    return titles >= 0.6 and texts >= (0.6 if pair.dates is None else 0.8)


def is_another(pair: Pair) -> bool:
    """Return whether the words of an entry that came under a known story's id are another story's."""
    titles, texts = pair.titles, pair.texts
    if titles < 0.75 and pair.tells_of_others:
        return True
    if texts is not None and texts >= 0.3:
        return False
    if pair.dates:
        return titles < (0.2 if pair.places else 0.4) and (texts or 0) < 0.1
    if texts is None:
        return titles < (0.6 if pair.dates is None else 0.75)
    return titles < 0.6 or (pair.dates is False and texts < 0.15)


def are_apart(known: Story, entry: Story) -> bool:
    """Return whether two stories that go by one id are two stories."""
    return not same_to_the_letter(known, entry) and is_another(Pair(Telling(known), Telling(entry)))


def is_repeated(one: Telling, other: Telling) -> bool:
    """Return whether two entries of one fetch are one, given twice under two ids."""
    return (
        bool(one.address) and one.address == other.address and one.moment == other.moment
        and one.title == other.title and one.text == other.text
    )  # fmt: skip


def signs_of(story: Story) -> tuple[int, ...]:
    """Return hashes (63 bits) of the address, the title, the beginning and the end of the text: two versions of one
    story share one of them all but surely."""
    found = [("address", address)] if (address := normal_address(story.url)) else []
    found += [("title", " ".join(title))] if (title := tokens(story.title)) else []
    edges = (tokens(story.text[:_EDGE])[:_EDGE_WORDS], tokens(story.text[-_EDGE:])[-_EDGE_WORDS:])
    kinds = ("begins", "ends")
    found += [(kind, " ".join(edge)) for kind, edge in zip(kinds, edges, strict=True) if len(edge) >= _FEWEST_PAIRS]
    return tuple(dict.fromkeys(_hash(f"{kind} {value}") for kind, value in found))


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big") >> 1
