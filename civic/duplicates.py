"""Whether two stories are copies of each other: the same report as it came by several feeds.

A story is reduced to a `Print`: the hashes of the runs of words in its title and its text. Copies are looked for among
the few stories that share one of its `marks`, and told from the rest by how much of the runs is the same (A. Broder,
"On the resemblance and containment of documents", 1997: the smallest hashes of a set are a fair sample of it, so that
two sets that are much alike share some of them).
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from civic.query.words import tokens
from civic.story import Story

WINDOW: Final = 6 * 86400
"""Copies come within so many seconds of each other; only those of one address may come later."""
_RUN: Final = 3
"""Words in a run of the text. Two are often chance, more are broken by every edit."""
_SAMPLE: Final = 8
_TITLE_SAMPLE: Final = 3
_LEAD: Final = 10
"""So many first words are a mark of their own: a teaser is mostly the beginning of the whole text."""
_LONGEST: Final = 1200
"""Words of a text that are looked at: what two stories share shows long before."""
_SHORT: Final = 8
"""A text of fewer runs than this says nothing by itself."""

_TRACKING: Final = re.compile(
    r"utm_.*|at_.*|mc_[ce]id|[fg]clid|[dy]clid|igshid|msclkid|cmp|cmpid|ref|ref_src|referrer|rss|feed|ftag|smid|ito|"
    r"ns_.*|xtor|source|src|share|output|amp|partner|taid|sh|traffic_source|spm|outputtype",
    re.IGNORECASE,
)
_HOST: Final = re.compile(r"^(?:www\d?|m|mobile|amp|edition|rss|feeds)\.(?=[^.]+\.)")
_TAIL: Final = re.compile(r"(?:/amp|/index\.(?:html?|php)|\.amp|\.html?)?/*$", re.IGNORECASE)
_NUMBER: Final = re.compile(r"\d+")
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


@dataclass(frozen=True, slots=True)
class Print:
    """What of a story tells its copies. `title` are its words without labels and the source's name; `runs` are hashes
    of its text's runs of words, `lead` that of its first words (0 for a text too short); `at` is seconds since 1970, 0
    for unknown; `numbers` are those of the title, which tell one number of a series from the next."""

    address: str
    feed: str
    title: frozenset[str]
    numbers: frozenset[str]
    runs: frozenset[int]
    lead: int
    at: int


def print_of(story: Story) -> Print:
    """The print of a story."""
    title = _title(story)
    words = tokens(_AROUND.sub(" ", story.text))[:_LONGEST]
    runs = frozenset(_hash(" ".join(words[at : at + _RUN])) for at in range(len(words) - _RUN + 1))
    lead = _hash("lead " + " ".join(words[:_LEAD])) if len(words) > _LEAD else 0
    at = int(story.when.timestamp()) if story.when else 0
    numbers = frozenset(_NUMBER.findall(title))
    return Print(normal_address(story.url), story.feed, frozenset(tokens(title)), numbers, runs, lead, at)


def marks(print_: Print) -> tuple[int, ...]:
    """What copies are looked for by, as integers of 63 bits: two copies share at least one of them, all but surely."""
    title = sorted(print_.title)
    pairs = sorted(_hash(f"title {one} {other}") for at, one in enumerate(title) for other in title[at + 1 :])
    found = [*sorted(print_.runs)[:_SAMPLE], *pairs[:_TITLE_SAMPLE], print_.lead]
    if print_.address:
        found.append(address_mark(print_.address))
    return tuple(dict.fromkeys(mark for mark in found if mark))


def address_mark(address: str) -> int:
    """The mark of a normal address, by which copies are looked for whenever they came."""
    return _hash("address " + address)


def normal_address(url: str) -> str:
    """An address as copies of a story share it: without scheme, "www.", what only counts readers, and a slash at the
    end. "" for the front page of a site, and for what is no address."""
    try:
        parts = urlsplit(url.strip())
        host = _HOST.sub("", (parts.hostname or "").rstrip("."))
    except ValueError:
        return ""
    path = _TAIL.sub("", parts.path)
    if parts.scheme not in ("http", "https") or not host:
        return ""
    asked = sorted((key, value) for key, value in parse_qsl(parts.query) if not _TRACKING.fullmatch(key))
    if not path and not asked:
        return ""
    return f"{host}{path}{'?' + urlencode(asked) if asked else ''}"


def alike(one: Print, other: Print) -> bool:
    """Whether two stories are copies of each other."""
    titles = _share(one.title, other.title)
    text, within = _share(one.runs, other.runs), _within(one.runs, other.runs)
    if one.address and one.address == other.address:
        # Of one feed, an address may be a page that is always the same; there the words decide.
        return one.feed != other.feed or titles >= 0.5 or within >= 0.5
    if one.at and other.at and abs(one.at - other.at) > WINDOW:
        return False
    if one.numbers != other.numbers and one.numbers and other.numbers and text < 0.9:
        return False
    if min(len(one.runs), len(other.runs)) < _SHORT:
        return titles >= 0.9 and len(one.title) >= 5
    return text >= 0.5 or (within >= 0.75 and titles >= 0.15) or (titles >= 0.6 and within >= 0.4)


def _title(story: Story) -> str:
    title = _LABEL.sub("", story.title)
    behind = _BEHIND.search(title)
    # What stands behind the last dash is the source's name where it stands there elsewhere, too, or is short.
    return title[: behind.start()] if behind and len(title[: behind.start()].split()) >= 4 else title


def _share(one: frozenset[str] | frozenset[int], other: frozenset[str] | frozenset[int]) -> float:
    """How much of two sets together both have, 0 to 1 (Jaccard)."""
    both = len(one & other)
    return both / (len(one) + len(other) - both) if both else 0.0


def _within(one: frozenset[int], other: frozenset[int]) -> float:
    """How much of the smaller set is in the larger one, 0 to 1."""
    return len(one & other) / min(len(one), len(other)) if one and other else 0.0


@lru_cache(maxsize=1 << 16)
def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big") >> 1
