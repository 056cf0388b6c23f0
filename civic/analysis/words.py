"""Words as the analysis compares them: lower case, and stripped of the endings that English inflects by."""

import re
from functools import lru_cache
from typing import Final

WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


def word_set(words: str) -> frozenset[str]:
    """Return the words of a list that is written down as one string."""
    return frozenset(words.split())


STOPWORDS: Final = word_set(
    "a about above after again against all also am an and any are as at be because been before being below between both"
    " but by can could did do does doing down during each even few for from further get had has have having he her here"
    " hers him his how i if in into is it its itself just like make many may me might more most much must my no nor not"
    " now of off on once one only or other our out over own said same say says she should so some such than that the"
    " their them then there these they this those through to too two under until up upon us very was we were what when"
    " where which while who whom why will with within without would you your"
)


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Return the word without its commonest endings: "companies" and "company", "tracking" and "tracked" become one.

    Crude and fast on purpose: the stems are keys to compare by, never shown.
    """
    if word.endswith(("'s", "’s")):
        word = word[:-2]
    size = len(word)
    if size < 4 or not word.isascii():
        return word
    if word.endswith("ies") and size > 4:
        word = word[:-3] + "y"
    elif word.endswith(("sses", "xes", "ches", "shes", "zzes")):
        word = word[:-2]
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ing", "ed"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)]
            if word[-1] == word[-2] and word[-1] not in "lsz":
                word = word[:-1]
            break
    if len(word) > 5 and word.endswith("ly"):
        word = word[:-2]
    return word[:-1] if len(word) > 3 and word.endswith("e") else word


def stems(text: str) -> list[str]:
    """Return the stems of all words of `text`, in their order."""
    return [stem(word) for word in WORD.findall(text.casefold())]


STOP_STEMS: Final = frozenset(stem(word) for word in STOPWORDS)
