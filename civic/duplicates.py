"""Whether two stories are duplicates: the same report as it came by several feeds.

A story is reduced to a `Print`: the words of its title and its text that carry meaning. Duplicates are looked for among
the few stories that share one of its `hashes` (A. Broder, "On the resemblance and containment of documents", 1997: the
smallest hashes of a set are a fair sample of it, so that two sets that are much alike share some of them), and told
from the rest by how much of the shorter text is in the longer one.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from hashlib import blake2b
from heapq import nsmallest
from itertools import combinations, pairwise
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit
from zlib import crc32

from msgspec import Struct

from civic.addresses import is_counter
from civic.analysis.words import STOPWORDS, stem
from civic.query.words import tokens
from civic.story import Story

WINDOW: Final = 6 * 86400
"""Duplicates come within so many seconds of each other; only those of one address may come later."""

ENOUGH: Final = 0.75
_TITLE: Final = 0.5
_SHORTER: Final = 0.1
_A_DAY: Final = 0.08
_ONE_FEED: Final = 0.6
"""What makes a duplicate: the share of the shorter text's words that the longer one has, half the share of the titles'
words that both have, less where one is much shorter, less for each day between the two, less within one feed, whose
notices are often made from one form.
The proportions are those of a logistic regression on the pairs of tests/civic/copies.jsonl, rounded; ENOUGH is set for
precision, since what is grouped by mistake is overlooked."""

_SAMPLE: Final = 8
_TITLE_SAMPLE: Final = 3
_LEAD: Final = 8
"""So many first words have a hash of their own: a teaser is mostly the beginning of the whole text."""
_LONGEST: Final = 1200
"""Words of a text that are looked at: what two stories share shows long before."""
_SHORT: Final = 8
"""A text of fewer words than this says nothing by itself."""
_NOTICES: Final = 500
_FAR: Final = 40_000
_LEAST: Final = 3
"""Words of fewer letters, in whatever language, mostly hold others together."""

_MARKS: Final = ".,:;!?()[]\"'“”‘’«»-–—•|/*"
_ENDS: Final = (".", "!", "?", ":", '."', ".”")
_OTHERS: Final = 5
_MOSTLY_OTHERS: Final = 3
_COMMON: Final = 0.6
"""Stories of one frame differ in names and figures: each has so many that the other lacks, and less than this share in
common; or fewer, where hardly any are common. In the pairs of tests/civic/copies.jsonl no copies are like that: whoever
takes a report over changes its words, not its figures."""
_FACTS_IN: Final = 8_000
"""Characters of a text in which names and figures are looked for."""

_TRACKING: Final = re.compile(
    r"utm_.*|at_.*|mc_[ce]id|fbclid|[gdy]clid|igshid|msclkid|cmp|cmpid|ref|ref_src|referrer|rss|feed|ftag|smid|ito|"
    r"ns_.*|xtor|source|src|share|output|amp|partner|taid|sh|traffic_source|spm|outputtype",
    re.IGNORECASE,
)
"""Beside `is_counter`: fields that may choose a page, and among copies hardly ever do."""
_HOST: Final = re.compile(r"^(?:www\d?|m|mobile|amp|edition|rss|feeds)\.(?=[^.]+\.)")
_TAIL: Final = re.compile(r"(?:/amp|/index\.(?:html?|php)|\.amp|\.html?)?/*$", re.IGNORECASE)
# What feeds add around a text that they took over.
_AROUND: Final = re.compile(
    r"\bThe post\b[^.]{0,300}\bappeared first on\b[^.]{0,200}\.?|\b(?:Continue reading|Read (?:the )?(?:more|full))\b"
    r"[^.\n]{0,80}(?:\.{2,}|…)?|\[(?:…|\.\.\.)\]|\bSign up (?:for|to)\b[^.\n]{0,160}\.?",
    re.IGNORECASE,
)
# A headline's label, and the name of a source behind a dash or a bar.
_LABEL: Final = re.compile(
    r"^\s*(?:exclusive|updated?(?: \d+)?|breaking|analysis|watch|video|correct(?:ed|ion)|live|revealed)\s*[:|–—-]\s*",
    re.IGNORECASE,
)
_BEHIND: Final = re.compile(r"\s+(?:[-–—|])\s+[^-–—|]{2,40}$")


class Print(Struct, frozen=True):
    """What of a story shows its duplicates: the words of the title, without labels and the source's name, and of the
    text, as stems; `facts` are the names and figures in both; `at` is seconds since 1970, 0 for unknown. Two duplicates
    share at least one of their `hashes`, integers of 63 bits, all but surely; one of those is the `address_hash` where
    there is an address."""

    address: str
    feed: str
    title: frozenset[str]
    words: frozenset[str]
    at: int
    hashes: tuple[int, ...]
    facts: frozenset[str] = frozenset()


def print_of(story: Story) -> Print:
    """Return the print of a story."""
    address, title = normal_address(story.url), frozenset(_words(_title(story)))
    words = _words(_without_notices(story.text))[:_LONGEST]
    found = nsmallest(_SAMPLE, {_sample(f"{one} {other}") for one, other in pairwise(words)})
    found += nsmallest(_TITLE_SAMPLE, {_sample(f"title {one} {two}") for one, two in combinations(sorted(title), 2)})
    if len(words) > _LEAD:
        found.append(_hash("lead " + " ".join(words[:_LEAD])))
    if address:
        found.append(address_hash(address))
    at = int(story.when.timestamp()) if story.when else 0
    facts = frozenset(_facts(f"{_title(story)}.\n{_without_notices(story.text)[:_FACTS_IN]}"))
    return Print(address, story.feed, title, frozenset(words), at, tuple(dict.fromkeys(found)), facts)


def _without_notices(text: str) -> str:
    """Return the text without what feeds add at its end; of a very long one only the beginning."""
    if len(text) > _FAR:
        return text[:_FAR]
    return text[:-_NOTICES] + _AROUND.sub(" ", text[-_NOTICES:])


def _facts(text: str) -> Iterator[str]:
    """Yield the names and figures of a text, folded. A capital begins a name, unless it begins a sentence."""
    words = text.split()
    for at, written in enumerate(words):
        if not written[0].islower() and (word := written.strip(_MARKS)):
            begins = at == 0 or words[at - 1].endswith(_ENDS) or written[0] in _MARKS
            if not word[0].isalpha() or (word[0].isupper() and not begins):
                yield word.casefold()


def _words(text: str) -> list[str]:
    """Return the stems of the words that carry meaning; in scripts without spaces, pairs of characters."""
    found = tokens(text)
    if not text.isascii():
        found = tuple(_paired(found))
    return [word for each in found if (word := _meaning(each))]


def _paired(words: Iterable[str]) -> Iterator[str]:
    before = ""
    for word in words:
        alone = len(word) == 1 and not word.isascii()
        if alone and before:
            yield before + word
        elif not alone:
            yield word
        before = word if alone else ""


@lru_cache(maxsize=1 << 16)
def _meaning(word: str) -> str:
    """Return the stem of a word that carries meaning, "" for others."""
    if word.isdigit() or not word.isascii():
        return word
    return stem(word) if len(word) >= _LEAST and word not in STOPWORDS else ""


def address_hash(address: str) -> int:
    """Return the hash of a normal address, by which duplicates are looked for whenever they came."""
    return _hash("address " + address)


@lru_cache(4096)  # it is asked for when a story is known again, and when it is added
def normal_address(url: str) -> str:
    """Return an address as duplicates of a story share it: without scheme, "www.", what only counts readers, and a
    slash at the end. "" for the front page of a site, and for what is no address."""
    try:
        parts = urlsplit(url.strip())
        host = _HOST.sub("", (parts.hostname or "").rstrip("."))
    except ValueError:
        return ""
    path = _TAIL.sub("", parts.path)
    if parts.scheme not in ("http", "https") or not host:
        return ""
    fields = parse_qsl(parts.query)
    asked = sorted(field for field in fields if not (_TRACKING.fullmatch(field[0]) or is_counter(*field)))
    if not path and not asked:
        return ""
    return f"{host}{path}{'?' + urlencode(asked) if asked else ''}"


def are_duplicates(one: Print, other: Print) -> bool:
    """Return whether two stories are duplicates."""
    titles = _share(one.title, other.title)
    if one.address and one.address == other.address:
        # An address may be a page that is always the same; there the words decide, and within one feed alone.
        within = _within(one.words, other.words)
        return titles >= 0.5 or within >= 0.75 or (one.feed != other.feed and (titles > 0 or within >= 0.3))
    apart = abs(one.at - other.at) if one.at and other.at else 0
    if apart > WINDOW:
        return False
    of_one_feed = bool(one.feed) and one.feed == other.feed
    if min(len(one.words), len(other.words)) < _SHORT:
        return titles >= 0.9 and len(one.title) >= 4 and not of_one_feed
    shorter = 1 - min(len(one.words), len(other.words)) / max(len(one.words), len(other.words))

    def likeness(within: float) -> float:
        return within + _TITLE * titles - _SHORTER * shorter - _A_DAY * apart / 86400 - _ONE_FEED * of_one_feed

    # Of most pairs the title and the feed tell already, which cost less than all their words and names.
    return (
        likeness(1.0) >= ENOUGH
        and likeness(_within(one.words, other.words)) >= ENOUGH
        and not _of_one_frame(one.facts, other.facts)
    )


def _of_one_frame(one: frozenset[str], other: frozenset[str]) -> bool:
    """Return whether two texts that are much alike say it of others: by their names and figures."""
    both = len(one & other)
    others = min(len(one), len(other)) - both
    few = others >= _OTHERS and both < _COMMON * (both + others)
    return few or (others >= _MOSTLY_OTHERS and others >= 2 * both)


def _title(story: Story) -> str:
    title = _LABEL.sub("", story.title)
    behind = _BEHIND.search(title)
    # What stands behind the last dash is the source's name where enough is left before it.
    return title[: behind.start()] if behind and len(title[: behind.start()].split()) >= 4 else title


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    """Return how much of two sets together both have, 0 to 1 (Jaccard)."""
    both = len(one & other)
    return both / (len(one) + len(other) - both) if both else 0.0


def _within(one: frozenset[str], other: frozenset[str]) -> float:
    """Return how much of the smaller set is in the larger one, 0 to 1."""
    return len(one & other) / min(len(one), len(other)) if one and other else 0.0


def _sample(text: str) -> int:
    """Return a hash that is fast: two pairs of words of one hash cost a look at their stories, and nothing else."""
    return crc32(text.encode("utf-8", "surrogatepass"))


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big") >> 1
