"""Names that the gazetteer knows, where they stand in a sentence, and how far they reach."""

from collections.abc import Sequence
from typing import Final

from civic.analysis.gazetteer import Gazetteer, Known
from civic.analysis.mentions import Token, joined
from civic.analysis.words import word_set

_COUNTRIES: Final = frozenset({("United", "States"), ("United", "Kingdom"), ("New", "Zealand"), ("European", "Union")})
_PRODUCTS: Final = word_set("Watch Project Cloud News TV Office Drive Transit")
"""Words of bodies that behind a maker's name are rather its product's: "Apple Watch", "Adobe Project Blenk"."""
_WHERE: Final = word_set("in from to across throughout near outside visiting")
LISTING: Final = word_set("Department Ministry Committee Minister Secretary Office")
"""What is named after several things at once: "Department for Science, Innovation and Technology"."""


def of_country(known: Gazetteer, words: Sequence[Token], at: int) -> int:
    """Return how many words at `at` say whose the body is that is named behind them: "UK Home Office"."""
    size = 2 if at + 2 < len(words) and (words[at].text, words[at + 1].text) in _COUNTRIES else 1
    if at + size >= len(words) or words[at + size].gap not in {" ", "'s ", "’s "} or not words[at + size].capital:
        return 0
    return size if size == 2 or words[at].text in known.words["demonyms"] else 0


def product_behind(known: Gazetteer, words: Sequence[Token], at: int) -> int:
    """Return how many words behind a maker's name are its product's ("Google Analytics"), which is nobody."""
    size = 0
    while at + size < len(words) and words[at + size].gap in {" ", "'s ", "’s "} and words[at + size].capital:
        text = words[at + size].text
        if text in known.words["titles"] or text in known.words["given_names"] or text in known.firsts:
            return 0
        size += 1
    return size


def body_of_place(known: Gazetteer, words: Sequence[Token], at: int) -> int:
    """Return how many words a body's noun takes with the place behind "of": "government of Canada"; 0 without one."""
    for size in (4, 3):
        behind = words[at + 2 : at + size]
        if len(behind) == size - 2 and words[at + 1].text == "of" and known.is_place(joined(behind)):
            return size if all(word.gap == " " for word in words[at + 1 : at + size]) else 0
    return 0


def look_up(
    known: Gazetteer, words: Sequence[Token], at: int, small: frozenset[str], *, due: bool
) -> tuple[int, Known | None]:
    """Return how many words at `at` are a known name, and whose; `due` says that all words here have capitals."""
    longest = known.firsts.get(words[at].text, 0) if at < len(words) else 0
    if not longest:
        return 0, None
    most = words[at : at + longest]
    owned = [word.text.replace("’", "'") + ("'s" if word.possessive else "") for word in most]
    for size in range(len(most), 0, -1):
        piece = most[:size]
        key = (*owned[: size - 1], piece[-1].text.replace("’", "'"))
        stakeholder = known.known.get(key) or (
            known.known.get((*key[:-1], key[-1] + "'s")) if words[at + size - 1].possessive else None
        )
        if stakeholder is None or any(word.gap.strip(" \n,") not in {"", "'s", "’s"} for word in piece[1:]):
            continue
        if key[0] == "The" and size == 2 and key[1].casefold() in small:  # "The City", of a city
            continue
        if size == 1 and key[0] in known.words["ambiguous"] and not words[at].acronym:
            due_here = due or at == 0 or words[at].gap.strip(" ")
            if key[0].casefold() in small or (due_here and not _surely_named(known, words, at)):
                continue
            if _means_another(known, words, at):
                continue
        return size, stakeholder
    return 0, None


def _means_another(known: Gazetteer, words: Sequence[Token], at: int) -> bool:
    """Return whether a name is a place's or an office's in this place: "in Iceland", "Vice President"."""
    text = words[at].text
    if at and known.is_place(text) and words[at - 1].small in _WHERE:
        return True
    return text == "Vice" and at + 1 < len(words) and words[at + 1].capital


def _surely_named(known: Gazetteer, words: Sequence[Token], at: int) -> bool:
    """Return whether a name that is a word, too, is a name where a capital is due anyway: "Meta was fined", "Shelter
    said". A nature or a time is rather what it says."""
    following = words[at + 1] if at + 1 < len(words) and words[at + 1].gap == " " else None
    return words[at].text in known.words["names_first"] or (
        following is not None and following.small in known.words["speech"]
    )


def goes_on(known: Gazetteer, words: Sequence[Token], at: int, size: int) -> bool:
    """Return whether the name that the gazetteer knows is only the beginning of a longer one ("Microsoft Research")."""
    if at + size >= len(words) or words[at + size - 1].possessive:
        return False
    following = words[at + size]
    more = (following.text in known.org_words and following.text not in _PRODUCTS) or words[at].text == "The"
    if words[at].text in LISTING and size > 2:
        more = more or _adds_a_task(known, words, at + size)
    return following.gap == " " and (following.capital or following.text == "and") and more


def _adds_a_task(known: Gazetteer, words: Sequence[Token], at: int) -> bool:
    """Return whether "and" at `at` adds what else a department is for, and nobody else: "and Digital Technologies"."""
    if words[at].text != "and" or at + 1 >= len(words) or not words[at + 1].capital or words[at + 1].gap != " ":
        return False
    word, lists = words[at + 1].text, known.words
    somebody = word in known.org_words or word in lists["titles"] or word in lists["given_names"]
    known_one = look_up(known, words, at + 1, frozenset(), due=False)[1]
    return not (somebody or known_one or words[at + 1].acronym or known.is_place(word))
