"""Whether a name that nobody knows is a person's: by the words around it, since given names are of all languages."""

import re
from collections.abc import Sequence
from typing import Final

from civic.analysis.gazetteer import Gazetteer
from civic.analysis.mentions import Token

_LONGEST: Final = 3
_AFTER: Final = 6
_ARTICLES: Final = frozenset({"a", "an", "the", "who", "our", "its", "their", "my", "his", "her", "former", "then"})
_PART: Final = re.compile(r"[A-ZÀ-ÖØ-Þ](?:['’][A-Z])?[^\W\d_]*(?:-[A-ZÀ-Þ][^\W\d_]+)?")


def looks_like_person(run: Sequence[Token], known: Gazetteer) -> bool:
    """Return whether a name begins as people's names do, with a given name that is well known."""
    if len(run) == 1:
        return run[0].text in known.words["given_names"] and run[0].text not in known.words["given_doubtful"]
    if len(run) > 4 or any(word.text in known.org_words for word in run) or run[0].acronym:
        return False
    first, last = run[0].text, run[-1].text
    if first in known.words["given_doubtful"] and (last in known.words["no_party"] or known.is_place(last)):
        return False
    if first in known.words["given_more"]:
        return all(_may_be_part(word, known) for word in run[1:])
    return first in known.words["given_names"] and all(len(word.text) < 20 for word in run)


def said_to_be_person(run: Sequence[Token], words: Sequence[Token], at: int, known: Gazetteer) -> bool:
    """Return whether the words around a run of two or three, which begins at `at`, call it a person: an occupation
    before it ("artist Ada Blenk") or behind a comma ("Ada Blenk, a nurse"), or a verb of saying beside it."""
    if not 2 <= len(run) <= _LONGEST or not all(_may_be_part(word, known) for word in run):
        return False
    end = at + len(run)
    before = words[at - 1] if at else None
    beside = before is not None and words[at].gap == " " and not before.capital and not before.possessive
    if (
        before is not None
        and beside
        and (before.small in known.words["occupations"] or before.small in known.words["speech"])
    ):
        return True
    if end >= len(words) or run[-1].possessive:
        return False
    if words[end].gap == " " and words[end].small in known.words["speech"]:
        return True
    if not words[end].gap.startswith((",", " (")):
        return False
    behind = [word.small for word in words[end : end + _AFTER]]
    return (behind[0] in _ARTICLES or behind[0] in known.words["occupations"]) and not known.words[
        "occupations"
    ].isdisjoint(behind)


def is_introduced(run: Sequence[Token], behind: Sequence[Token], known: Gazetteer) -> bool:
    """Return whether a run of two or three is a person whom a line of its own names with an office or a body behind a
    comma ("Ada Blenk, Vice President, Blenk Foundation"), where the capitals of the other words prove nothing."""
    if not 2 <= len(run) <= _LONGEST or not behind or not behind[0].gap.startswith((", ", " (")):
        return False
    if not all(_may_be_part(word, known) for word in run):
        return False
    following = {word.text for word in behind[:_AFTER]}
    return run[0].text in known.words["given_names"] or not following.isdisjoint(known.words["titles"])


def _may_be_part(word: Token, known: Gazetteer) -> bool:
    """Return whether a word can stand in a person's name, as far as is known of it."""
    if len(word.text) == 1:
        return True
    lists = known.words
    return (
        bool(_PART.fullmatch(word.text))
        and not (word.acronym and len(word.text) > 3)
        and word.text not in known.org_words
        and word.text not in lists["things"]
        and word.text not in lists["no_party"]
        and word.text not in lists["calendar"]
        and not known.is_place(word.text)
    )
