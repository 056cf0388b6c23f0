"""Names: things found by those that a user gave them, names that are near to one that nothing has, and those that
stand in a passage."""

from __future__ import annotations  # what only types name is not imported: every command waits for this module

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from civic.query.words import normalise, tokens
from civic.suggestions import Stakeholder

if TYPE_CHECKING:
    from civic.story import AuthorStakeholder

_NEAR: Final = 70.0
"""Of a hundred: how alike two names are that may be meant for each other; "privcy" and "privacy" have 92."""
_SHORT: Final = 60
"""A passage of at most so many characters without the end of a sentence may be a name as it is."""
_MOST_WORDS: Final = 7
_PROPER: Final = re.compile(r"[^\W\d_][\w.&'’-]*")
_LINKS: Final = frozenset(
    ("of", "for", "and", "the", "&", "de", "la", "du", "des", "der", "die", "von", "van", "und", "et", "y")
)
_QUOTES: Final = " \t\n\"'“”‘’«»„()[].,;:!?–—-"


class Named(Protocol):
    """What has a name."""

    @property
    def name(self) -> str:
        """Return what it is called."""


Thing = TypeVar("Thing", bound=Named)


def same_name(one: str, other: str) -> bool:
    """Return whether two names are one to a user."""
    return one.casefold() == other.casefold()


def by_name(things: Iterable[Thing], name: str) -> Thing | None:
    """Return the thing of this name, or of the only name that begins so; None where there is none, or more than one."""
    things = list(things)
    found = [thing for thing in things if same_name(thing.name, name)]
    found = found or [thing for thing in things if name and thing.name.casefold().startswith(name.casefold())]
    return found[0] if len({thing.name.casefold() for thing in found}) == 1 else None


def nearest(name: str, names: Iterable[str], most: int) -> list[str]:
    """Return those of the names that are nearest to one, the nearest first, at most so many; none that is nothing like
    it. A name is near, too, where some words of it are: "palantr" is near "Palantir Technologies"."""
    from rapidfuzz import fuzz

    wanted = " ".join(tokens(name)) or normalise(name)
    if not wanted:
        return []
    count = len(wanted.split())
    scored = [(max((fuzz.ratio(wanted, part) for part in _parts(other, count)), default=0), other) for other in names]
    near = sorted((-score, len(other), other) for score, other in scored if score >= _NEAR)
    return [other for _, _, other in near[:most]]


def _parts(name: str, count: int) -> Iterator[str]:
    """Yield a name, folded, and as many of its words in a row."""
    words = tokens(name)
    yield " ".join(words)
    if len(words) > count:
        yield from (" ".join(words[start : start + count]) for start in range(len(words) - count + 1))


def proposed_name(passage: str, known: Sequence[str] = ()) -> str:
    """Return the name that a passage most likely is or has: a short one is one; of a longer one it is the first run of
    words with capital letters that is not `known`, rather not the word that any sentence begins with; "" for none."""
    line = " ".join(passage.split()).strip(_QUOTES)
    if len(line) <= _SHORT and not re.search(r"[.!?]\s", line) and len(line.split()) <= _MOST_WORDS:
        return line
    folded = set(map(normalise, known))
    found = [(begins, name) for begins, name in _proper_names(line) if normalise(name) not in folded]
    inside = [name for begins, name in found if not begins or " " in name]
    return next(iter([*inside, *(name for _, name in found)]), "")


def _proper_names(line: str) -> Iterator[tuple[bool, str]]:
    """Yield each run of words with capital letters, and whether it begins a sentence."""
    run: list[re.Match[str]] = []
    for match in [*_PROPER.finditer(line), None]:
        gap = line[run[-1].end() : match.start()] if run and match else ""
        if match and (not run or gap.isspace()) and (match[0][0].isupper() or (run and match[0] in _LINKS)):
            run.append(match)
            continue
        while run and run[-1][0] in _LINKS:
            run.pop()
        if run:
            before = line[: run[0].start()].rstrip()
            name = line[run[0].start() : run[-1].end()].removesuffix("'s").removesuffix("’s").rstrip(".")
            yield not before or before[-1] in ".!?", name
        run = [match] if match and match[0][0].isupper() else []


def spelt(name: str, stakeholders: Iterable[AuthorStakeholder | Stakeholder]) -> str | None:
    """Return what the stakeholder is called of which this is a name, whatever its case and accents; None for none."""
    wanted = tokens(name)
    for one in stakeholders:
        aliases = one.aliases if isinstance(one, Stakeholder) else ()
        if wanted and any(tokens(other) == wanted for other in (one.name, *aliases)):
            return one.name
    return None
