"""Where the words of a passage stand in a folded text: the same words, told apart by what stood around them, or words
that differ a little. Bounded work: no step depends on more than a fixed number of places in the text."""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple, Self

from msgspec import Struct

from civic.folded import Folded
from civic.sentences import sentences
from civic.story import Span

MOST_PLACES: Final = 2000
"""So many places of the same words are told apart one by one; of more, the context as a whole must name one."""
_REACH: Final = 64
"""No longer context counts, whatever a file says."""
_LONG: Final = 1000
_ALIKE: Final = 0.6
"""How much of what stood on one side of a passage must still stand there to speak for a place (0 to 1)."""
_SAME: Final = 0.95
"""How much of both sides, where the words or a part of them stood, or stand, at several places."""
_SPEAKS: Final = 14
"""So many unchanged characters right beside a passage speak for a place, too."""
_MARGIN: Final = 0.25
"""By so much the best place must be better than the next."""
_WORSE: Final = 0.1
"""By so much it may not be worse than another on either side."""
_TELLING: Final = 64
"""A passage of so many characters is hardly written twice."""
_SHORT: Final = 20
"""One of fewer stands in a text by chance."""
_SHARE: Final = 10
"""One character in so many may differ."""
_LONGEST_NEAR: Final = 4000
_PIECES: Final = 40
_MOST_OF_PIECE: Final = 30
_MOST_WINDOWS: Final = 50
_EDGE: Final = 8
_FIGURES: Final = re.compile(r"\d+")
_NAMES: Final = re.compile(r"[^\W\d_]{4,}")
_SAME_NAME: Final = 0.7


class Sought(Struct, frozen=True):
    """A passage that is looked for, folded: its words, what stood `before` and `behind` them, and both together
    (`framed`, with the words `inside` characters into it). `times` and `twins` as of a Span; `known`: it has a context
    at all."""

    words: str
    before: str
    behind: str
    framed: str
    inside: int
    times: int
    twins: int
    known: bool

    @classmethod
    def of(cls, span: Span) -> Self:
        """Return what is looked for."""
        words, prefix, suffix = Folded(span.text).text.strip(), span.prefix[-_REACH:], span.suffix[:_REACH]
        before, behind = Folded(prefix).text.rstrip(), Folded(suffix).text.lstrip()
        framed = Folded(prefix + span.text + suffix).text
        known = bool(span.prefix or span.suffix or span.sha256)
        return cls(words, before, behind, framed, framed.find(words, len(before)), span.times, span.twins, known)


class _Sides(NamedTuple):
    """How much of what stood before and behind a passage stands beside a place (0 to 1 each)."""

    before: float
    behind: float

    @property
    def both(self) -> float:
        """Return the sum of the two."""
        return self.before + self.behind

    def beats(self, other: "_Sides") -> bool:
        """Return whether this is clearly better, and on neither side clearly worse."""
        worse = max(other.before - self.before, other.behind - self.behind) >= _WORSE
        return not worse and self.both - other.both >= _MARGIN


class _Near(NamedTuple):
    """A place of words that are nearly those of a passage: offsets, how many characters differ, what is beside it."""

    start: int
    end: int
    distance: int
    sides: _Sides


def places(text: str, words: str, most: int) -> list[int]:
    """Return the offsets where words stand in a text, at most one more than `most` of them; of long ones that overlap
    with themselves, which is no text that anybody wrote, not all."""
    found: list[int] = []
    step = 1 if len(words) < _LONG else len(words)
    at = text.find(words)
    while at >= 0 and len(found) <= most:
        found.append(at)
        at = text.find(words, at + step)
    return found


def same_place(text: str, sought: Sought, starts: Sequence[int]) -> int | None:
    """Return which of the places of the same words is the passage; None where nothing says so."""
    if not starts or sought.twins:
        return None
    if sought.before and sought.behind and sought.inside >= 0:
        framed = places(text, sought.framed, 1)
        if len(framed) == 1:
            return framed[0] + sought.inside
    if len(starts) > MOST_PLACES:
        return None
    ranked = sorted(((_sides(text, sought, at, at + len(sought.words)), at) for at in starts), key=_by_sides)
    sides, best = ranked[0]
    if not all(sides.beats(other) for other, _ in ranked[1:]):
        return None
    if sought.times > 1:  # and where one of these was cut out, others may have come to stand beside its neighbours
        return best if min(sides) >= (1.0 if len(starts) < sought.times else _SAME) else None
    if _speak(sides, sought):
        return best
    telling = _SHORT if sought.times == 1 else _TELLING if sought.known else 1
    return best if len(starts) == 1 and len(sought.words) >= telling else None


def twins(text: str, sought: Sought, starts: Sequence[int]) -> int:
    """Return how many of the places have the same around them, so that nothing can tell them apart."""
    length = len(sought.words)
    return sum(min(_sides(text, sought, at, at + length)) == 1.0 for at in starts[:MOST_PLACES])


def _speak(sides: _Sides, sought: Sought) -> bool:
    """Return whether what is beside a place says that it is the passage: one side; of a single word, which may stand
    beside a neighbour by chance, both."""
    single = " " not in sought.words and len(sought.words) < _SHORT
    return (min(sides) if single else max(sides)) >= _ALIKE


def _by_sides(item: tuple[_Sides, int]) -> float:
    return -item[0].both


def _sides(text: str, sought: Sought, start: int, end: int) -> _Sides:
    if not sought.known:
        return _Sides(0.0, 0.0)
    reach = max(len(sought.before), len(sought.behind)) + 1
    before, behind = text[max(0, start - reach) : start].rstrip(), text[end : end + reach].lstrip()
    return _Sides(_alike(sought.before[::-1], before[::-1]), _alike(sought.behind, behind))


def _alike(wanted: str, there: str) -> float:
    """Return how much of what stood beside a passage, seen from there, stands there still; the edge of a text is alike
    only to itself."""
    from rapidfuzz.distance import Levenshtein, Prefix

    if not wanted or not there:
        return float(wanted == there)
    there = there[: len(wanted)]
    if wanted == there:
        return 1.0
    run = Prefix.similarity(wanted, there)
    likeness = Levenshtein.normalized_similarity(wanted, there, score_cutoff=_ALIKE)
    return max(run / len(wanted), likeness, _ALIKE if run >= _SPEAKS else 0.0)


def near_place(text: str, sought: Sought) -> tuple[int, int] | None:
    """Return where words stand that differ from the passage in up to a tenth of its characters, and in no figure; None
    where there are none, or where these may be another passage."""
    allowed = len(sought.words) // _SHARE
    if not allowed or len(sought.words) > _LONGEST_NEAR:
        return None
    # Others that are like it, though less, show that likeness alone says little here.
    family = _family(text, sought, allowed)
    good = [one for one in family if one.distance <= allowed and _is_same(sought, text[one.start : one.end], one.sides)]
    if not good:
        return None
    best = max(good, key=lambda one: one.sides.both)
    others = [one for one in family if one is not best]
    if not sought.known:
        return None if others else (best.start, best.end)
    if not all(best.sides.beats(one.sides) for one in good if one is not best):
        return None
    several = others or sought.times > 1 or sought.twins
    speaks = min(best.sides) >= _SAME if several else _speak(best.sides, sought) or len(sought.words) >= _TELLING
    return (best.start, best.end) if speaks and not _is_torn(text, sought, best) else None


def _is_torn(text: str, sought: Sought, near: _Near) -> bool:
    """Return whether the first or the last sentence of a passage may have been left behind and what stands here be
    another like it: what stood beside the passage at that end is not here, and the sentence is short enough to be
    written twice, or is like one elsewhere."""
    parts = sentences(sought.words)
    if len(parts) < 2:
        return False
    ends = ((parts[0], near.sides.before), (parts[-1], near.sides.behind))
    return any(
        side < _SAME and (len(part.text) < _TELLING or _stands_outside(text, part.text, near)) for part, side in ends
    )


def _stands_outside(text: str, words: str, near: _Near) -> bool:
    """Return whether words, or words like them, stand in a text outside of a place."""
    alike = _family(text, Sought.of(Span(0, len(words), words)), len(words) // _SHARE)
    return any(one.end <= near.start or near.end <= one.start for one in alike)


def _is_same(sought: Sought, words: str, sides: _Sides) -> bool:
    """Return whether nearby words can be the passage: they have its figures and names, begin and end as it does or
    beside the same neighbours, and are not the passage that stood before or behind it."""
    if _FIGURES.findall(words) != _FIGURES.findall(sought.words) or not _same_names(sought.words, words):
        return False
    begins = sides.before >= _ALIKE or words.startswith(sought.words[:_EDGE])
    ends = sides.behind >= _ALIKE or words.endswith(sought.words[-_EDGE:])
    before, behind = sought.before.lstrip(), sought.behind.rstrip()
    follows = len(behind) >= _EDGE and words.startswith(behind)
    precedes = len(before) >= _EDGE and words.endswith(before)
    return begins and ends and not follows and not precedes


def _same_names(words: str, others: str) -> bool:
    """Return whether each word with a capital letter has its like among the others, and the other way round."""
    from rapidfuzz.distance import Levenshtein

    names, there = (
        {one for one in _NAMES.findall(each) if one[0].isupper() or one[0].istitle()} for each in (words, others)
    )
    return all(
        any(Levenshtein.normalized_similarity(one, other) >= _SAME_NAME for other in among)
        for some, among in ((names - there, there), (there - names, names))
        for one in some
    )


def _family(text: str, sought: Sought, allowed: int) -> list[_Near]:
    """Return the places of words that differ in up to twice as many characters as are allowed."""
    from rapidfuzz.distance import Levenshtein

    found: dict[tuple[int, int], _Near] = {}
    for low, high in _windows(text, sought.words, allowed):
        start, end = _edges(text, sought, low, high, allowed)
        distance = Levenshtein.distance(sought.words, text[start:end], score_cutoff=2 * allowed)
        if start < end and distance <= 2 * allowed:
            found[start, end] = _Near(start, end, distance, _sides(text, sought, start, end))
    return list(found.values())


def _windows(text: str, words: str, allowed: int) -> list[tuple[int, int]]:
    """Return the parts of the text that share a piece of the passage: if only so many characters differ, one of one
    piece more stands there unchanged. A piece that stands all over the text says nothing."""
    count = min(allowed + 1, _PIECES)
    size = len(words) // count
    guesses: list[int] = []
    for offset in range(0, size * count, size):
        hits = places(text, words[offset : offset + size], _MOST_OF_PIECE)
        if len(hits) <= _MOST_OF_PIECE:
            guesses += (hit - offset for hit in hits)
    windows: list[tuple[int, int]] = []
    for guess in sorted(set(guesses)):
        if windows and guess - windows[-1][1] <= 2 * allowed:
            windows[-1] = windows[-1][0], guess
        else:
            windows.append((guess, guess))
    return [
        (max(0, first - allowed), min(len(text), last + len(words) + allowed))
        for first, last in windows[:_MOST_WINDOWS]
        if last - first <= 2 * len(words)
    ]


def _edges(text: str, sought: Sought, low: int, high: int, allowed: int) -> tuple[int, int]:
    """Return where the passage begins and ends in a window: beside its neighbours, where these stand there, else at
    whole words."""
    from rapidfuzz.distance import Levenshtein

    blocks = Levenshtein.editops(sought.words, text[low:high]).as_matching_blocks()
    long = [one for one in blocks if one.size >= min(4, len(sought.words))]
    if not long:
        return low, low
    first, last = long[0], long[-1]
    start = max(0, low + first.b - first.a)
    end = min(len(text), low + last.b + len(sought.words) - last.a)
    tail, head = sought.before[-_EDGE:].lstrip(), sought.behind[:_EDGE].rstrip()
    at = text.find(tail, max(0, start - allowed - _EDGE), start + allowed + 1) if tail else -1
    start = at + len(tail) if at >= 0 else _word_start(text, start)
    at = text.find(head, max(start, end - allowed), end + allowed + _EDGE) if head else -1
    end = at if at >= 0 else _word_end(text, end)
    words = text[start:end]
    return start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())


def _word_start(text: str, at: int) -> int:
    while 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum():
        at -= 1
    return at


def _word_end(text: str, at: int) -> int:
    while 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum():
        at += 1
    return at
