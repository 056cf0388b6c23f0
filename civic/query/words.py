"""Text as it is searched: normalised, and cut into words.

The rules are those of SQLite's FTS5 tokenizer `unicode61 remove_diacritics 2`, so that the plain matcher and the index
agree: words are runs of letters, numbers and private characters; case is folded one character for one; Latin letters
lose their accents, whether composed or combining; everything else parts words. SQLite knows Unicode 6.1: characters
that came later are letters to it, and here what they are.

Vowel signs and other marks of the scripts of India belong to their words, of which SQLite has to be told (`SIGNS`);
points and vowel signs of Hebrew and Arabic, and the Arabic stretch, are mostly left out in writing, and so here.

Scripts that are written without spaces have no words to cut at, so each of their characters is a word, and what
somebody looks for in them is a phrase of such words, found wherever it stands. Letters and numbers are the same in each
width and form ("ｆｕｌｌ", "ﬁ", "①"). SQLite knows nothing of this: the index is given texts as `spaced` returns them.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache
from typing import Final

from civic.text import beyond_ascii

# Thai and Lao, Burmese, Hangul, Khmer, kana, Han; and their forms of other widths.
_SPACELESS: Final = (
    "\u0e01-\u0eff\u1000-\u11ff\u1780-\u17ff\u3005-\u3007\u3021-\u3029\u3031-\u318e\u31a0-\u31ff\u3400-\u4dbf"
    "\u4e00-\u9fff\ua960-\ua97c\uac00-\ud7fb\uf900-\ufaff\uff66-\uffdc\U00020000-\U0003ffff"
)
SIGNS: Final = "".join(one for one in map(chr, range(0x0900, 0x0E00)) if unicodedata.category(one) in ("Mn", "Mc"))
"""The marks of the scripts from Devanagari to Sinhala."""
_POINTS: Final = (
    "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4"
    "\u06e7\u06e8\u06ea-\u06ed"
)
_ASCII_WORD: Final = re.compile("[A-Za-z0-9]+")
_WORD: Final = re.compile(r"[^\W_]+")
# The combining marks that SQLite drops inside a word (sqlite3Fts5UnicodeIsdiacritic); all others part words.
_DROPPED: Final = frozenset(
    "\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u0309\u030a\u030b\u030c\u030f"
    "\u0311\u031b\u0323\u0324\u0325\u0326\u0327\u0328\u032d\u032e\u0330\u0331"
)


_SOUNDED: Final = re.compile("[\u3046-\u30ff][\u3099\u309a]")


@cache
def _alone() -> re.Pattern[str]:
    """Return the pattern of a character that is a word by itself. Its set takes milliseconds to compile, and most texts
    have none."""
    return re.compile(f"[{_SPACELESS}]")


@cache
def _any_word() -> re.Pattern[str]:
    more = f"\ue000-\uf8ff\U000f0000-\U0010fffd{SIGNS}{_POINTS}"
    return re.compile(f"(?!\\W)[{_SPACELESS}]|(?:[^\\W_{_SPACELESS}]+|[{more}]+)+")


@cache
def _odd() -> re.Pattern[str]:
    """Return the pattern of a character for which a run of letters and figures is not all of the word, or too much."""
    return re.compile(f"[{_SPACELESS}\ue000-\uf8ff\U000f0000-\U0010fffd{SIGNS}{_POINTS}]")


@cache
def _pointed() -> re.Pattern[str]:
    return re.compile(f"[{_POINTS}]+")


def word_in(text: str) -> re.Pattern[str]:
    """Return the pattern of the words of a text: runs of letters and figures in ASCII, and in a text without what only
    the large pattern tells, since they are sooner compiled and sooner found."""
    if text.isascii():
        return _ASCII_WORD
    return _any_word() if _odd().search(beyond_ascii(text)) else _WORD


class _Folding(dict[int, str]):
    """For `str.translate`: what each character folds to, worked out when it is first seen."""

    def __init__(self, fold: Callable[[str], str]) -> None:
        self._fold = fold

    def __missing__(self, code: int) -> str:
        folded = self[code] = self._fold(chr(code))
        return folded


def _compatible(character: str) -> str:
    """Return what a letter or a number is by itself, whatever its width or form (NFKC). Other signs part words as they
    are: "™" is no "tm"."""
    plain = unicodedata.normalize("NFKC", character)
    return plain if unicodedata.category(character)[0] in "LNM" and " " not in plain else character


def _fold_character(character: str) -> str:
    if character in _DROPPED or _pointed().match(character):
        return ""
    if (plain := _compatible(character)) != character:
        return "".join(map(_fold_character, plain))
    folds = (character.casefold(), character.lower())
    folded = next((one for one in folds if len(one) == 1), character)
    base = unicodedata.normalize("NFD", folded)[0]
    return base.lower() if base.isascii() and base.isalpha() else folded


_FOLDING: Final = _Folding(_fold_character)
_PLAIN: Final = _Folding(_compatible)


_USUAL: Final = frozenset("–—‘’‚“”„«»€") | {
    letter for letter in map(chr, range(0xC0, 0x180)) if unicodedata.is_normalized("NFKC", letter)
}
"""What stands in most texts beyond ASCII: each is what it is whatever its width and form, and no word by itself."""


def normalise(text: str) -> str:
    """Return the text with case, width and form folded and the accents of Latin letters gone; all else stands as it is.
    Idempotent."""
    return text.lower() if text.isascii() else _composed(text.translate(_FOLDING))


def spaced(text: str) -> str:
    """Return the text with width and form folded, and each character of a script that knows no spaces between
    spaces."""
    if text.isascii():
        return text
    beyond = beyond_ascii(text)
    if _USUAL.issuperset(beyond):
        return text
    if not unicodedata.is_normalized("NFKC", text):
        text = _composed(text.translate(_PLAIN))
        beyond = beyond_ascii(text)
    if _pointed().search(beyond):
        text = _pointed().sub("", text)
    return text if not _alone().search(beyond) else _alone().sub(r" \g<0> ", text)


def _composed(text: str) -> str:
    """Return a text in which kana are one with the marks that narrow ones have beside them."""
    return _SOUNDED.sub(lambda kana: unicodedata.normalize("NFC", kana[0]), text)


def joined(words: Iterable[str]) -> str:
    """Return words as a user would write them: with spaces between, but within the scripts that know none."""
    alone, text = _alone(), ""
    for word in words:
        together = not text or (alone.fullmatch(text[-1]) and alone.match(word))
        text += word if together else f" {word}"
    return text


def tokens(text: str) -> tuple[str, ...]:
    """Return the folded words of a text, in order, as the index has them."""
    text = normalise(text)
    return tuple(word_in(text).findall(text))
