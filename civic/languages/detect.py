"""Which language a text is in, by its commonest words."""

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Final

from civic.languages.language import FILES, content

_OTHERS: Final = {
    "it": "il di che e per non della con sono gli nel dei delle alla più anche è si dal una un la lo le ha come del",
    "pt": "o a os as do da em não um uma para com no na dos das foi ao mais seu que de e se por pelo são",
    "nl": "de het een van en op te dat niet zijn voor met aan er ook als bij naar door wordt deze is in om die",
    "sv": "och att det som på är av för med till den inte har om ett var en i de sig men",
    "da": "og af ikke til der ved det er på en at den med for har som i de et kan jeg",
    "pl": "i w na z się nie do że jest od jak ale przez oraz to po za co dla",
    "ca": "el la els les i de que en un una per amb no és del al se ha són com més però dels",
    "ro": "și de la în a cu pe nu este din care pentru un o mai sau prin ale",
    "tr": "ve bir bu için ile de da olarak olan daha çok gibi ne",
}
"""Common words of languages without a file, so that none passes for its neighbour."""
_WORD = re.compile(r"[^\W\d_]+")
_QUOTED = re.compile(r"„[^“”]{1,1500}[“”]|“[^”]{1,1500}”|«[^»]{1,1500}»|»[^«]{1,1500}«|\"[^\"]{1,1500}\"")
_SAMPLE: Final = 1500
"""Code points that are looked at: enough for two hundred words, few enough to cost nothing."""
_FEW: Final = 12
_LEFT: Final = 4
"""Words that have to be left of a text without its quotations."""
_LEAST: Final = 0.06
"""The share of words that are the commonest of their language under which a text is no prose of it."""
_LATIN: Final = "\u0250"


@cache
def _words() -> Mapping[str, tuple[str, ...]]:
    """Return for each common word the languages that have it."""
    listed = {code: content(code)["common"] for code in FILES} | {
        code: words.split() for code, words in _OTHERS.items()
    }
    found: dict[str, tuple[str, ...]] = {}
    for code, words in listed.items():
        for word in words:
            found[word] = (*found.get(word, ()), code)
    return found


def language_of(text: str, lang: str = "") -> str:
    """Return the code of the language that `text` is in (ISO 639-1), "" for one that has no file here.

    Its own words tell, quotations left out, since they may be in another language. A text that they tell nothing of,
    such as a headline, goes by `lang`, the language that its feed names (BCP 47); where that is empty by its letters,
    and else is held to be English. A long text goes by its words alone: feeds are often wrong about their language.
    """
    sample = text[:_SAMPLE].lower()
    words = _words_in(sample)
    if words and 2 * sum(1 for word in words if word[0] < _LATIN) < len(words):
        return ""
    named = lang.casefold().replace("_", "-").partition("-")[0]
    counts = _counts(words)
    first, second = (
        sorted(counts.values(), reverse=True)[:2] if len(counts) > 1 else (max(counts.values(), default=0), 0)
    )
    if len(words) < _FEW:
        if first == second:  # nothing to tell by, or as much for one as for another
            return _known(named) if named else _by_letters(sample)
        if named in counts and counts[named] == first - 1:
            return _known(named)
    elif first < _LEAST * len(words):
        return _known(named) if named and len(words) < 3 * _FEW else ""
    elif first == second and counts.get(named) == first:
        return _known(named)
    return _known(max(counts, key=lambda code: (counts[code], code == "en")))


@lru_cache(maxsize=8)
def _words_in(sample: str) -> tuple[str, ...]:
    """Return the words of a text outside of quotations. Kept for the same text, which is asked about twice: how its
    sentences end, and what it says."""
    words = _WORD.findall(_QUOTED.sub(" ", sample))
    return tuple(words if len(words) >= _LEFT else _WORD.findall(sample))


def is_english(text: str, lang: str = "") -> bool:
    """Return whether `text` is in English: see `language_of`."""
    return language_of(text, lang) == "en"


def _counts(words: Sequence[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    known = _words()
    for word in words:
        for code in known.get(word, ()):
            counts[code] = counts.get(code, 0) + 1
    return counts


def _known(code: str) -> str:
    return code if code in FILES else ""


def _by_letters(sample: str) -> str:
    """Return the language by a letter that no other writes, English where there is none."""
    for letter, code in (("ß", "de"), ("ñ", "es"), ("¿", "es"), ("œ", "fr"), ("ê", "fr")):
        if letter in sample:
            return code
    return "en"
