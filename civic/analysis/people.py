"""Whether a name that nobody knows is a person's: by the words around it, since given names are of all languages; and
where a title ends and the name begins."""

import re
from collections.abc import Container, Sequence
from typing import Final

from civic.analysis.gazetteer import Gazetteer
from civic.analysis.mentions import Token, joined
from civic.analysis.words import STOPWORDS

_LONGEST: Final = 3
_OFFICE_REACH: Final = 5
_AFTER: Final = 6
_ARTICLES: Final = frozenset({"a", "an", "the", "who", "our", "its", "their", "my", "his", "her", "former", "then"})
_PRONOUNS: Final = frozenset({"he", "she", "his", "her", "him", "himself", "herself"})
_BEFORE_SURNAMES: Final = frozenset({"dela", "de", "del", "da", "dos", "van", "von", "bin", "al"})
_PRONOUN_REACH: Final = 8
_TRADES: Final = ("ologist", "ographer", "itician", "onomist", "atrician", "nalist", "ysicist", "usician", "orian")
_NICKNAMED: Final = frozenset({(' "', '" '), (" “", "” "), (" (", ") "), (" ‘", "’ "), (" '", "' ")})
_IRISH: Final = re.compile(r"O['’][A-Z]")
_PART: Final = re.compile(r"[A-ZÀ-ÖØ-ÞĆČĎĐĘĞİŁŃŇŐŘŚŞŠŤŮŰŹŻŽȘȚ](?:['’][A-Z])?[^\W\d_]*(?:-[A-ZÀ-Þ][^\W\d_]+)?")


def looks_like_person(run: Sequence[Token], known: Gazetteer) -> bool:
    """Return whether a name begins as people's names do, with a given name that is well known."""
    if len(run) == 1 and (_IRISH.match(run[0].text) or run[0].text in known.words["surnames"]):
        return True
    if len(run) == 1:
        return run[0].text in known.words["given_names"] and run[0].text not in known.words["given_doubtful"]
    if len(run) > 4 or any(word.text in known.org_words or word.gap == " & " for word in run) or run[0].acronym:
        return False
    if known.is_place(joined(run[:2])):  # "Sri Lanka"
        return False
    if len(run) > 2 and len(run[0].text) == 1:  # "J. Ada Blenk"
        run = run[1:]
    first, last = run[0].text, run[-1].text
    if first in known.words["given_doubtful"] and (last in known.words["no_party"] or known.is_place(last)):
        return False
    if first in known.words["given_more"]:
        return all(_may_be_part(word, known) for word in run[1:])
    return first in known.words["given_names"] and all(len(word.text) < 20 for word in run)


def is_nickname(words: Sequence[Token], at: int) -> bool:
    """Return whether the word at `at` is a nickname within a name: Ada "Bolt" Blenk."""
    if not 0 < at < len(words) - 1 or not (words[at - 1].capital and words[at].capital):
        return False
    surname = words[at + 1]
    if not (
        surname.capital or (surname.small in _BEFORE_SURNAMES and words[at + 2 : at + 3] and words[at + 2].capital)
    ):
        return False
    return len(words[at].text) > 1 and not words[at].acronym and (words[at].gap, words[at + 1].gap) in _NICKNAMED


def two_people(run: Sequence[Token], known: Gazetteer) -> tuple[Sequence[Token], Sequence[Token]] | None:
    """Return the two people whom a title names with nothing between them, as in "Ada Blenk Jo Zorb deepfake"."""
    given = [word.text in known.words["given_names"] for word in run]
    if (
        given != [True, False, True, False]
        or run[0].text in known.words["given_doubtful"]
        or not may_be_person([word.text for word in run[:2]], known)
    ):
        return None
    return (run[:2], run[2:]) if may_be_person([word.text for word in run[2:]], known) else None


def has_article(words: Sequence[Token], at: int, size: int, known: Gazetteer) -> bool:
    """Return whether "the" stands before a run and no noun behind it, as no person is named: "at the Ada Blenk"."""
    if not at or words[at - 1].small != "the":
        return False
    behind = words[at + size] if at + size < len(words) else None
    if behind is None or behind.gap != " ":
        return behind is None or "'" not in behind.gap
    lists = known.words
    verb = behind.small in lists["acts"] or behind.small in lists["speech"] or behind.small.endswith("ed")
    return verb or behind.small in STOPWORDS


def said_to_be_person(run: Sequence[Token], words: Sequence[Token], at: int, known: Gazetteer) -> bool:
    """Return whether the words around a run of two or three, which begins at `at`, call it a person: an occupation
    before it ("artist Ada Blenk") or behind a comma ("Ada Blenk, a nurse"), a verb of saying beside it, "who" or a
    pronoun of one person behind it."""
    if not _may_be_name(run, known):
        return False
    end = at + len(run)
    before = words[at - 1] if at else None
    set_off = words[at].gap == ", " and end < len(words) and words[end].gap.startswith(",")
    if set_off and _is_occupied_by(words[:at], known):  # "the mayor of Lyon, Ada Blenk, said"
        return True
    if before is not None and not before.capital and not before.possessive:
        if words[at].gap == " " and (_is_occupation(before, known) or before.small in known.words["speech"]):
            return True
        if set_off and _is_occupation(before, known):  # "a widow, Ada Blenk, said"
            return True
    if end >= len(words):
        return False
    if not run[-1].possessive and words[end].gap == " " and words[end].small in known.words["speech"]:
        return True
    if _is_meant_by_pronoun(words, end):
        return True
    if run[-1].possessive or not words[end].gap.startswith((",", " (")):
        return False
    behind = words[end : end + _AFTER]
    begins = behind[0].small in _ARTICLES or _is_occupation(behind[0], known)
    return behind[0].small == "who" or (begins and any(_is_occupation(word, known) for word in behind))


def _is_occupied_by(words: Sequence[Token], known: Gazetteer) -> bool:
    """Return whether words end with an occupation and whose it is: "the mayor of Lyon"."""
    of = next((back for back in range(2, min(len(words), _OFFICE_REACH) + 1) if words[-back].small == "of"), 0)
    return 1 < of < len(words) and _is_occupation(words[-of - 1], known)


def _is_occupation(word: Token, known: Gazetteer) -> bool:
    """Return whether a word says what somebody is by trade or kin, by the list or by its ending."""
    small = word.small
    return small in known.words["occupations"] or (not word.capital and len(small) > 6 and small.endswith(_TRADES))


def _is_meant_by_pronoun(words: Sequence[Token], end: int) -> bool:
    """Return whether the first pronoun or name behind a name is a pronoun of one person: "Ada Blenk lost her job"."""
    for word in words[end : end + _PRONOUN_REACH]:
        if word.small in _PRONOUNS:
            return True
        if word.capital:
            return False
    return False


def takes_surname(run: Sequence[Token], alone: Container[str], small: Container[str], known: Gazetteer) -> bool:
    """Return whether a text calls an unknown run of two or three by its last word elsewhere, as it does people, and not
    by the first, as it does firms; `alone` are the names of one word in the text, `small` the words that it writes
    small."""
    if not _may_be_name(run, known):
        return False
    words = [word.small for word in run]
    return run[-1].text in alone and run[0].text not in alone and not any(word in small for word in words)


def is_introduced(run: Sequence[Token], behind: Sequence[Token], known: Gazetteer) -> bool:
    """Return whether a run of two or three is a person whom a line of its own names with an office or a body behind a
    comma ("Ada Blenk, Vice President, Blenk Foundation"), where the capitals of the other words prove nothing."""
    if not 2 <= len(run) <= _LONGEST or not behind or not behind[0].gap.startswith((", ", " (")):
        return False
    if not all(_may_be_part(word, known) for word in run):
        return False
    following = {word.text for word in behind[:_AFTER]}
    return run[0].text in known.words["given_names"] or not following.isdisjoint(known.words["titles"])


def may_be_person(words: Sequence[str], known: Gazetteer) -> bool:
    """Return whether two or three words can be a person's name, as far as is known of them."""
    return 2 <= len(words) <= _LONGEST and all(_may_be_in_name(word, known) for word in words)


def _may_be_name(run: Sequence[Token], known: Gazetteer) -> bool:
    """Return whether a run can be a person's name: two or three words that can, and no place's name before them."""
    if not 2 <= len(run) <= _LONGEST or not all(_may_be_part(word, known) for word in run):
        return False
    return not (known.is_place(joined(run[:2])) or known.is_place(joined(run)))


def _may_be_part(word: Token, known: Gazetteer) -> bool:
    return _may_be_in_name(word.text, known)


def _may_be_in_name(word: str, known: Gazetteer) -> bool:
    """Return whether a word can stand in a person's name, as far as is known of it."""
    if len(word) == 1:
        return True
    lists = known.words
    return (
        bool(_PART.fullmatch(word))
        and not (word.isupper() and len(word) > 3)
        and word not in known.org_words
        and word not in lists["things"]
        and word not in lists["no_party"]
        and word not in lists["calendar"]
        and not known.is_place(word)
    )


def split_title(run: Sequence[Token], known: Gazetteer) -> tuple[Sequence[Token], Sequence[Token]]:
    """Return office or title, and the person's name behind it; either may be empty."""
    titles = known.words["titles"]
    if len(run) > 2 and run[0].acronym and looks_like_person(run[1:], known):  # "COP Jo Blenk", "MP Jo Blenk"
        return run[:1], run[1:]
    if len(run) > 1 and run[0].text[-1] == "s" and run[0].text[:-1] in titles and looks_like_person(run[1:], known):
        return run[:1], run[1:]  # "Senators Ada Blenk and Jo Zorb"
    surname = len(run) > 2 and _is_given(run[-2].text, known)  # "Commissioner Ada Bishop"
    at = max((index for index, word in enumerate(run[: -1 if surname else None]) if word.text in titles), default=-1)
    if at < 0 or (at and at == len(run) - 1 < 3 and _is_given(run[0].text, known)):
        return [], run  # a last word such as "Pope" behind a given name is a surname
    if any(word.text in {"of", "for"} for word in run):
        named = _person_behind(run, known)
        if named:
            return run[:named], run[named:]
        return (run, []) if run[0].text in titles or at == 0 or run[at].text in known.words["offices"] else ([], run)
    before, after = run[: at + 1], run[at + 1 :]
    if not after:
        return (run, []) if len(run) < 5 else ([], run)
    if len(after) > 3 or (
        any(word.text in known.org_words for word in after)
        and not (len(after) == 2 and _is_given(after[0].text, known))
    ):
        return [], run
    if all(word.text in known.words["no_party"] or word.text in known.words["things"] for word in after):
        return [], run
    return before, after


def _is_given(word: str, known: Gazetteer) -> bool:
    """Return whether a word is a given name beyond doubt, so that what follows is a surname."""
    lists = known.words
    doubtful = word in lists["given_doubtful"] or word in lists["titles"]
    return not doubtful and (word in lists["given_names"] or word in lists["given_more"])


def _person_behind(run: Sequence[Token], known: Gazetteer) -> int:
    """Return where the person's name begins behind an office of several words: "Minister for Health Jo Blenk"."""
    small = max(index for index, word in enumerate(run) if word.text in {"of", "for"})
    for index in range(small + 2, len(run)):
        if run[index].text in known.words["given_names"] and 2 <= len(run) - index <= 4:
            return 0 if known.words["titles"].isdisjoint(word.text for word in run[:small]) else index
    return 0


def office_word(office: Sequence[Token], known: Gazetteer) -> str:
    """Return the word of an office that says which one it is, "" where none does."""
    return next((word.text for word in office if word.text in known.words["offices"]), "")
