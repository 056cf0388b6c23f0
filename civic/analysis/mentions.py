"""Where a text mentions somebody: the shape that names and groups are found in, and the words they are found by."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from civic.analysis.gazetteer import Known, gazetteer
from civic.analysis.reading import LONGEST, Reading, Sentence
from civic.analysis.words import STOPWORDS

_TOKEN = re.compile(r"((?:[A-Z]\.){2,}|[^\W_](?:[\w&.'’+-]*[\w+])?)")
_PLAIN_TOKEN = re.compile(r"((?:[A-Z]\.){2,}|[0-9A-Za-z](?:[0-9A-Za-z_&.'+-]*[0-9A-Za-z_+])?)")
"""The same for what is written in ASCII, as most is: much sooner found."""
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_PLAIN_WORD = re.compile(r"[A-Za-z][0-9A-Za-z_'-]*")
_SHOUTED: Final = 4
"""Words of a sentence in capitals that make it one that is shouted rather than a row of acronyms."""
_LONGEST_KNOWN: Final = 9
_ACRONYM: Final = 4
_POSSESSIVE: Final = ("'s", "’s")
_DESCRIBING: Final = re.compile(
    r"-(?:[a-z]+(?:ed|ing)|based|led|made|built|run|owned|born|wide|only|free|style|level|grade|era|like|specific|friendly"
    r"|aware|ready|centric|native|heavy|first)$"
)
"""How a word ends that only describes what follows, whatever it begins with: "AI-generated", "London-based"."""


class Token(Struct):
    """A word with its offsets in the text, without the `'s` of a possessive; `gap` is what stands before it, `small`
    the word in lower case, `capital` whether it is written as a name: a capital first, or inside as in "mySociety".
    """

    start: int
    end: int
    text: str
    gap: str
    possessive: bool
    small: str
    capital: bool

    @property
    def begins(self) -> bool:
        """Return whether it stands behind a mark that a capital is due to anyway: a quotation's opening, a colon, a
        bullet."""
        return any(mark in self.gap for mark in '"“‘:•*–—|(\n') and not self.gap.endswith(("(", "-"))

    @property
    def acronym(self) -> bool:
        """Return whether it is written in capitals only: "NHS", "AT&T", "U.S."."""
        return len(self.text) > 1 and self.text.isupper()


class Mention(Struct, frozen=True):
    """One place where a stakeholder is named. `kind` is "name", "person", "office", "body" or "group".

    `start` and `end` are code points of the text; `sentence` is the index of the sentence; `office` is what a person
    is called besides ("London Mayor"); `known` is the gazetteer's entry; `head` the noun that a group goes by.
    """

    start: int
    end: int
    sentence: int
    name: str
    kind: str
    office: str = ""
    known: Known | None = None
    head: str = ""


def tokens(sentence: Sentence) -> list[Token]:
    """Return the words of a sentence with their offsets in the text."""
    text = sentence.span.text
    parts = (_PLAIN_TOKEN if text.isascii() else _TOKEN).split(
        text
    )  # what stands before a word, and the word, by turns
    spelt, gaps = parts[1::2], parts[:-1:2]
    if not spelt:
        return []
    bounds = list(accumulate(map(len, parts), initial=sentence.span.start))
    ends = bounds[2::2]
    words, possessives, smalls, capitals = zip(*map(_written, spelt), strict=True)
    if any(possessives):
        for at, (word, whole) in enumerate(zip(words, spelt, strict=True)):
            ends[at] -= len(whole) - len(word)
            if at + 1 < len(gaps):
                gaps[at + 1] = whole[len(word) :] + gaps[at + 1]
    return list(map(Token, bounds[1:-1:2], ends, words, gaps, possessives, smalls, capitals))


@lru_cache(maxsize=32768)
def _written(word: str) -> tuple[str, bool, str, bool]:
    """Return a word without the `'s` of a possessive, whether it had one, the word in lower case, and whether it is
    written as a name."""
    possessive = word.endswith(_POSSESSIVE) and len(word) > 3
    if possessive:
        word = word[:-2]
    small = word.casefold()
    capital = small != word and (word[0].isupper() or word[0].isdigit())
    return word, possessive, small, capital and not ("-" in word and _DESCRIBING.search(word))


def all_tokens(reading: Reading) -> list[list[Token]]:
    """Return the words of every sentence; none of boilerplate, where nobody is named for the story's sake."""
    return [[] if sentence.boilerplate else _written_small(tokens(sentence)) for sentence in reading.sentences]


def _written_small(words: list[Token]) -> list[Token]:
    """Return the words of a sentence that is all in capitals as a writer would set them, as far as that can be told:
    what begins a known name, and who follows a given name, keeps its capital. All other sentences stay as they are."""
    if len(words) < _SHOUTED or not all(word.text.isupper() or word.text.isdigit() for word in words):
        return words
    lists = gazetteer().words
    given = lists["given_names"] - lists["given_doubtful"]
    found: list[Token] = []
    for at, word in enumerate(words):
        before = found[-1].text if found and word.gap == " " and found[-1].capital else ""
        small = word.small in STOPWORDS or any(word.small in lists[name] for name in ("function", "speech", "acts"))
        spelt = word.text.title()
        person = spelt in given or (before in given and not small) or spelt in lists["titles"]
        found.append(
            replace(word, text=spelt, capital=True) if person else replace(word, text=word.small, capital=False)
        )
        for back in range(min(len(found), _LONGEST_KNOWN)):
            _spell_known(found, words, at - back)
    return found


def _spell_known(found: list[Token], words: Sequence[Token], start: int) -> None:
    """Set the words from `start` to the end of `found` as the gazetteer writes them, where they are a name of it."""
    known = gazetteer()
    piece = words[start : len(found)]
    key = tuple(word.small if word.small in STOPWORDS else word.text.title() for word in piece)
    if len(piece) == 1:
        word = piece[0].text
        key = (word,) if word in known.firsts and len(word) <= _ACRONYM else key
        if key[0] in known.words["ambiguous"]:
            return
    if key in known.known:
        for at, text in enumerate(key, start):
            found[at] = replace(words[at], text=text, capital=text[0].isupper())


def joined(words: Iterable[Token]) -> str:
    """Return the words as a name: with single spaces, and with the marks that belong to them."""
    parts: list[str] = []
    for word in words:
        if parts:
            parts.append(
                " " if not word.gap.strip(" \n\t\u00a0") else "'s " if word.gap.startswith(_POSSESSIVE) else word.gap
            )
        parts.append(word.text)
    return "".join(parts)


def lower_words(reading: Reading) -> frozenset[str]:
    """Return all words that the text writes small somewhere: a capital at a sentence's start means nothing for them."""
    text = reading.text[:LONGEST]
    return frozenset(filter(str.islower, set((_PLAIN_WORD if text.isascii() else _WORD).findall(text))))


def in_title_case(reading: Reading, words: Sequence[Sequence[Token]]) -> list[bool]:
    """Return for each sentence whether capitals mean nothing in it: a heading in title case, or a line in capitals."""
    return [
        _has_all_capitals(line) and not (one.prose and sum(not word.capital for word in line) > 1)
        for line, one in zip(words, reading.sentences, strict=True)
    ]


def _has_all_capitals(words: Sequence[Token]) -> bool:
    """Return whether nearly all longer words but the commonest have a capital: titles write "with" and "against"
    small."""
    long = [word for word in words if len(word.text) > 3]
    told = [word for word in long if word.small not in STOPWORDS]
    capitals = sum(1 for word in told if word.capital)
    return min(len(long), len(told) + 1) > 2 and capitals > 0.85 * len(told)
