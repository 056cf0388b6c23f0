"""What changed between two texts, word by word, in bounded time: texts of megabytes are compared, too."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final, Literal, NamedTuple, TypeAlias

from msgspec import Struct

Kind: TypeAlias = Literal["same", "old", "new"]

_UNIT: Final = re.compile(r"[^\n.!?]*[\n.!?]*\s*")
_WORD: Final = re.compile(r"\s*(?:[\w'’-]+|[^\w\s])|\s+")
_MOST_PAIRS: Final = 2_000_000
"""Pairs of words that are compared of two passages; what is left of larger ones is old and new as a whole."""
_BUDGET: Final = 6_000_000
"""Pairs of words that are compared of two texts together."""


class Part(NamedTuple):
    """A passage of two texts: "same" in both, only in the "old" one, or only in the "new" one."""

    kind: Kind
    text: str


class _Budget(Struct):
    """What may still be compared."""

    pairs: int = _BUDGET

    def allows(self, pairs: int) -> bool:
        """Take pairs off; return False where there are too many."""
        if pairs > min(self.pairs, _MOST_PAIRS):
            return False
        self.pairs -= pairs
        return True


def changes(before: str, after: str) -> tuple[Part, ...]:
    """Return how one text becomes another, in the order of reading, an old passage before the new one in its place.
    What is the same is given as the later text has it; white space alone is no change."""
    if before == after:
        return (Part("same", after),) if after else ()
    return tuple(_joined(_by_sentences(before, after)))


def shortened(parts: Iterable[Part], around: int = 80) -> tuple[Part, ...]:
    """Return the parts with at most about `around` characters of what is the same beside each change, cut at words and
    marked by "…"."""
    given = list(parts)
    found: list[Part] = []
    for place, part in enumerate(given):
        if part.kind != "same":
            found.append(part)
            continue
        head = _cut(part.text, around) if place else ""
        tail = _cut(part.text[::-1], around)[::-1] if place < len(given) - 1 else ""
        if len(head) + len(tail) >= len(part.text):
            found.append(part)
        else:
            found.append(Part("same", f"{head}{' ' if head else ''}…{' ' if tail else ''}{tail}"))
    return tuple(found)


def marked(parts: Iterable[Part]) -> str:
    """Return the parts as plain text: [-what went-] and {+what came+}, white space outside the marks."""
    return "".join(_marked(part) for part in parts)


def _marked(part: Part) -> str:
    if part.kind == "same" or not part.text.strip():
        return part.text if part.kind != "old" else ""
    inner = part.text.strip()
    start = part.text.index(inner)
    lead, end = part.text[:start], part.text[start + len(inner) :]
    return f"{lead}[-{inner}-]{end}" if part.kind == "old" else f"{lead}{{+{inner}+}}{end}"


def _cut(text: str, most: int) -> str:
    """Return the beginning of a text up to a space, without it."""
    return text if len(text) <= most else text[:most].rpartition(" ")[0]


def _by_sentences(before: str, after: str) -> Iterator[Part]:
    """Compare sentences first: those that stand once in both texts part what is between them."""
    old, new, budget = _UNIT.findall(before), _UNIT.findall(after), _Budget()
    ends = [*_anchors(_keys(old), _keys(new)), (len(old), len(new))]
    for (a, b), (c, d) in pairwise([(-1, -1), *ends]):
        yield from _by_words("".join(old[a + 1 : c]), "".join(new[b + 1 : d]), budget)
        if d < len(new):
            yield Part("same", new[d])


def _keys(units: Sequence[str]) -> list[str]:
    return [" ".join(unit.split()) for unit in units]


def _anchors(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Return pairs of places that hold the same unit, each of which stands once on either side, rising on both: the
    longest such row."""
    counts, others = Counter(old), Counter(new)
    place = {unit: at for at, unit in enumerate(new) if unit and others[unit] == 1}
    pairs = [(at, place[unit]) for at, unit in enumerate(old) if counts[unit] == 1 and unit in place]
    ends: list[int] = []
    last: list[int] = []
    previous: list[int] = []
    for number, (_, at) in enumerate(pairs):
        length = bisect_left(ends, at)
        previous.append(last[length - 1] if length else -1)
        if length == len(ends):
            ends.append(at)
            last.append(number)
        else:
            ends[length], last[length] = at, number
    found: list[tuple[int, int]] = []
    number = last[-1] if last else -1
    while number >= 0:
        found.append(pairs[number])
        number = previous[number]
    return found[::-1]


def _by_words(before: str, after: str, budget: _Budget) -> Iterator[Part]:
    old, new = _WORD.findall(before), _WORD.findall(after)
    keys, others = [word.strip() for word in old], [word.strip() for word in new]
    start = _alike(keys, others)
    end = _alike(keys[start:][::-1], others[start:][::-1])
    yield Part("same", "".join(new[:start]))
    rest, others_rest = keys[start : len(keys) - end], others[start : len(others) - end]
    old, new, tail = old[start : len(old) - end], new[start : len(new) - end], new[len(new) - end :]
    if budget.allows(len(rest) * len(others_rest)):
        from difflib import SequenceMatcher  # each decision waits for this module, and hardly any for this

        matcher = SequenceMatcher(None, rest, others_rest, autojunk=False)
        for tag, a, b, c, d in matcher.get_opcodes():
            if tag == "equal":
                yield Part("same", "".join(new[c:d]))
            else:
                yield Part("old", "".join(old[a:b]))
                yield Part("new", "".join(new[c:d]))
    else:
        yield Part("old", "".join(old))
        yield Part("new", "".join(new))
    yield Part("same", "".join(tail))


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    """Return how many words at the beginning are the same."""
    count = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        count += 1
    return count


def _joined(parts: Iterable[Part]) -> Iterator[Part]:
    """Yield the parts without empty ones; neighbours of one kind are one part."""
    old: list[str] = []
    new: list[str] = []
    same: list[str] = []
    for part in parts:
        if not part.text:
            continue
        if part.kind == "same":
            if old or new:
                yield from _both(old, new)
                old, new = [], []
            same.append(part.text)
            continue
        if same:
            yield Part("same", "".join(same))
            same = []
        (old if part.kind == "old" else new).append(part.text)
    yield from _both(old, new)
    if same:
        yield Part("same", "".join(same))


def _both(old: Sequence[str], new: Sequence[str]) -> Iterator[Part]:
    if old:
        yield Part("old", "".join(old))
    if new:
        yield Part("new", "".join(new))
