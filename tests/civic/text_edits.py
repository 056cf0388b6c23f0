"""Made-up texts with marked passages, and what random edits make of them, with the truth known: each character
remembers where in the first text it stood."""

import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final, NamedTuple

from rapidfuzz.distance import Levenshtein

from civic.anchoring import Passage, State, TextVersion
from civic.folded import Folded
from civic.story import Span


class Letter(NamedTuple):
    """A character, and its offset in the first text; None for one that an edit brought."""

    sign: str
    origin: int | None


Text = list[Letter]

_WHO: Final = (
    "The council", "Police in Lewisham", "A spokesperson for Palantir", "The regulator", "Residents", "The Met",
    "Campaigners of Big Brother Watch", "The mayor of Zürich", "An inspector", "The Home Office", "Its engineers",
)  # fmt: skip
_WORDS: Final = re.findall(
    r"\w+",
    "about above access after again against algorithm among anonymous another answer appeal archive assembly audit "
    "because before benefit between biometric border borough budget camera candidate careful census charge child "
    "citizen claim clerk collect committee complaint consent contract court data deadline decision delay deny "
    "deploy district document doubt early emergency employee error evidence face family fault figure file fine "
    "fingerprint first force freedom fund garden guard harm hearing hospital house identity image increase index "
    "inquiry judge label language later law letter licence list local long machine market measure meeting member "
    "method minister mistake model money month move neighbour never night notice number object office officer "
    "open order paper parent park party patient pattern pay permit phone photograph pilot place plan policy poor "
    "price printer prison privacy private problem process profit protest public publish pupil question quick rate "
    "reason record refuse register reject release report request resident review right risk road rule safe scan "
    "school score screen search secret section sensor service share shop short sign site software source speech "
    "staff state station statistic street student supplier system target tax teacher tender test threat ticket "
    "town track traffic train trial trust union update vendor victim video visa vote ward warning water welfare "
    "window witness woman work worker write wrong year young zone",
)
_REFRAINS: Final = (
    "Nobody was told about it.", "More soon.", "It is so.", "The trial goes on, as does the case against it.",
)  # fmt: skip
_BOROUGHS: Final = ("Lewisham", "Lambeth", "Lewes", "Barnet", "Brent", "Bexley", "Merton", "Newham")


@dataclass(slots=True)
class Score:
    """How looking passages up went: how many were still there and how many of these were found, how many were gone,
    and the sentences about each that was tied to other words."""

    there: int = 0
    found: int = 0
    gone: int = 0
    states: Counter[State] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)


def article(chance: random.Random) -> str:
    """Return a text of some paragraphs, with refrains that come again and lists whose items are nearly alike."""
    paragraphs: list[str] = []
    boroughs = chance.sample(_BOROUGHS, len(_BOROUGHS))  # nobody is on two lists
    for _ in range(chance.randint(2, 8)):
        if chance.random() < 0.08 and boroughs:
            listed = [boroughs.pop() for _ in range(min(len(boroughs), chance.randint(2, 6)))]
            paragraphs.append("\n".join(f"The council of {one} objected in writing to the plan." for one in listed))
        else:
            sentences = [
                chance.choice(_REFRAINS) if chance.random() < 0.1 else _sentence(chance)
                for _ in range(chance.randint(1, 6))
            ]
            # Of a refrain that stands twice in a row nobody could tell which one was cut out.
            paragraphs.append(" ".join(one for one, _ in groupby(sentences)))
    return "\n\n".join(paragraphs)


def _sentence(chance: random.Random) -> str:
    """Return a sentence that is hardly said twice."""
    words = chance.choices(_WORDS, k=chance.randint(3, 18))
    if chance.random() < 0.3:
        words.insert(chance.randrange(len(words)), str(chance.randint(2, 4000)))
    if chance.random() < 0.3:
        left, right = chance.choice(("“”", '""', "‘’"))
        at = chance.randrange(len(words))
        words[at] = f"{left}{words[at]}{right}"
    return f"{chance.choice(_WHO)} {' '.join(words)}."


def passages(chance: random.Random, text: str) -> list[Span]:
    """Return passages that somebody could have marked: sentences, two of them, some words."""
    cuts = [0, *(found.end() for found in re.finditer(r"\.\s+", text)), len(text)]
    found: list[Span] = []
    for _ in range(6):
        at = chance.randrange(len(cuts) - 1)
        start, end = cuts[at], cuts[min(len(cuts) - 1, at + chance.choice((1, 1, 1, 2)))]
        if chance.random() < 0.3:
            words = [one.span() for one in re.finditer(r"\S+", text[start:end])]
            first = chance.randrange(len(words))
            last = min(len(words) - 1, first + chance.randint(2, 8))
            start, end = start + words[first][0], start + words[last][1]
        end = start + len(text[start:end].rstrip())
        found.append(Span(start, end, text[start:end]))
    return found


def lettered(text: str) -> Text:
    """Return a text whose characters remember where they stand."""
    return [Letter(sign, at) for at, sign in enumerate(text)]


def _new(text: str) -> Text:
    return [Letter(sign, None) for sign in text]


def _bounds(text: Text) -> list[int]:
    """Return where sentences begin, and the end."""
    signs = "".join(one.sign for one in text)
    return [0, *(found.end() for found in re.finditer(r"\.\s+", signs)), len(signs)]


def _sentences(chance: random.Random, text: Text) -> tuple[int, int]:
    bounds = _bounds(text)
    at = chance.randrange(len(bounds) - 1)
    return bounds[at], bounds[min(len(bounds) - 1, at + chance.choice((1, 1, 2, 3)))]


def insert(chance: random.Random, text: Text) -> Text:
    at = chance.choice(_bounds(text))
    return text[:at] + _new(f"{_sentence(chance)} ") + text[at:]


def begin_anew(chance: random.Random, text: Text) -> Text:
    return _new(f"Update: {_sentence(chance)}\n\n") + text


def cut(chance: random.Random, text: Text) -> Text:
    start, end = _sentences(chance, text)
    return text[:start] + text[end:]


def move(chance: random.Random, text: Text) -> Text:
    start, end = _sentences(chance, text)
    moved, rest = text[start:end], text[:start] + text[end:]
    if moved and not moved[-1].sign.isspace():
        moved = moved + _new(" ")
    at = chance.choice(_bounds(rest)) if rest else 0
    return rest[:at] + moved + rest[at:]


def repeat(chance: random.Random, text: Text) -> Text:
    start, end = _sentences(chance, text)
    at = chance.choice(_bounds(text))
    return text[:at] + text[start:end] + _new(" ") + text[at:]


def rewrite(chance: random.Random, text: Text) -> Text:
    start, end = _sentences(chance, text)
    return text[:start] + _new(f"{_sentence(chance)} ") + text[end:]


def slip(chance: random.Random, text: Text) -> Text:
    """Change, drop or add a letter."""
    at = chance.randrange(len(text))
    if not text[at].sign.isalpha():
        return text
    brought = chance.choice(("", "e", text[at].sign + "s"))
    return text[:at] + _new(brought) + text[at + 1 :]


def word(chance: random.Random, text: Text) -> Text:
    """Change a word for another, or a figure."""
    found = [one.span() for one in re.finditer(r"\w+", "".join(one.sign for one in text))]
    start, end = chance.choice(found)
    old = "".join(one.sign for one in text[start:end])
    brought = str(chance.randint(2, 400)) if old.isdigit() else chance.choice(_WORDS)
    return text[:start] + _new(brought) + text[end:]


def wrap(chance: random.Random, text: Text) -> Text:
    """Break lines elsewhere."""
    changed: Text = []
    for one in text:
        if one.sign == " " and chance.random() < 0.15:
            changed += [Letter(chance.choice("\n\t\xa0"), one.origin), *_new(chance.choice(("", " ")))]
        else:
            changed.append(one)
    return changed


_TURNED: Final = {"“": '"', "”": '"', '"': "”", "’": "'", "'": "’"}


def turn_quotes(_chance: random.Random, text: Text) -> Text:
    return [one._replace(sign=_TURNED.get(one.sign, one.sign)) for one in text]


EDITS: Final[Sequence[Callable[[random.Random, Text], Text]]] = (
    insert, begin_anew, cut, move, repeat, rewrite, slip, slip, slip, word, wrap, turn_quotes,
)  # fmt: skip


def edited(chance: random.Random, text: str) -> Text:
    """Return a text after one to five random edits."""
    now = lettered(text)
    for _ in range(chance.randint(1, 5)):
        now = chance.choice(EDITS)(chance, now) if now else now
    return now


def stands(span: Span, now: Text) -> list[tuple[int, int]]:
    """Return where what is left of a passage stands, as offsets: once for each time that it was copied."""
    windows: list[tuple[int, int]] = []
    last = -1
    for place, one in enumerate(now):
        if one.origin is None or not span.start <= one.origin < span.end:
            continue
        if windows and one.origin > last:
            windows[-1] = windows[-1][0], place + 1
        else:
            windows.append((place, place + 1))
        last = one.origin
    return windows


def is_there(span: Span, words: str) -> bool:
    """Return whether what is left of a passage is still the passage: nine tenths of it, and its figures."""
    was, now = Folded(span.text).text.strip(), Folded(words).text.strip()
    return Levenshtein.distance(was, now) <= len(was) // 10 and re.findall(r"\d+", was) == re.findall(r"\d+", now)


def judge(span: Span, now: Text, found: Passage, score: Score) -> None:
    """Add to the score how a passage was looked up. One that was copied whole may be found at either place, or be
    uncertain."""
    text = "".join(one.sign for one in now)
    windows = stands(span, now)
    there = [window for window in windows if is_there(span, text[slice(*window)])]
    score.states[found.state] += 1
    score.gone += not there
    counts = len(there) == 1
    score.there += counts
    line = f"{found.state}: {span.text!r} at {found.place} of {text!r}, in truth at {windows}"
    hit = False
    if place := found.place:
        origins = [one.origin for one in now[place.start : place.end]]
        own = sum(origin is not None and span.start <= origin < span.end for origin in origins)
        hit = own >= 0.75 * (place.end - place.start)
        if not hit and (not own or Folded(place.text).text != Folded(span.text).text):
            score.wrong.append(line)
    score.found += counts and hit
    if counts and not hit:
        score.missed.append(line)


def trials(seed: int, count: int) -> Iterator[tuple[str, list[Span], Text]]:
    """Yield texts, passages of them with their context, and what edits made of the texts."""
    chance = random.Random(seed)
    for _ in range(count):
        text = article(chance)
        yield text, list(TextVersion(text).anchor(passages(chance, text))), edited(chance, text)


def run(seed: int, count: int) -> Score:
    """Return how looking up the passages of so many texts goes."""
    score = Score()
    for _, spans, now in trials(seed, count):
        version = TextVersion("".join(one.sign for one in now))
        for span in spans:
            judge(span, now, version.look_up(span), score)
    return score
