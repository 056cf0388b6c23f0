"""Runs of capitals that name nobody: things, places, days, and what only describes."""

import re
from collections.abc import Sequence
from typing import Final

from civic.analysis.gazetteer import Gazetteer
from civic.analysis.mentions import Token, joined
from civic.analysis.words import word_set

JOINS: Final = word_set(
    "of for and the on de del dela della du do da dos das des van von der den la le bin al & against"
)
"""Small words within names."""
NOT_REAL: Final = word_set("deepfake deepfaked fake faked bogus phony")
"""Words before a name that say that it was not really this one: "Deepfake President Blenk"."""
_OF: Final = word_set("of for on")
_NUMBER: Final = re.compile(r"[A-Z]{1,6}-\d[\w–-]*")
"""The number of a paper: "GAO-16-885T"."""
_SHORTEST: Final = 4
_ADJECTIVE_ENDINGS: Final = ("al", "ive", "ous", "ic", "ary", "less", "ful", "able", "ible")


def is_participle(word: str) -> bool:
    """Return whether a word in lower case has the form of one; "red" and "ring" are too short for it."""
    return word.endswith(("ing", "ed")) and len(word) > _SHORTEST


def only_describes(run: Sequence[Token], known: Gazetteer) -> bool:
    """Return whether the word that begins a sentence describes what follows: "Using Zorblax", "Commercial AI"."""
    word = run[0].small
    if is_participle(word):
        return True
    adjective = word in known.words["modifiers"] or word.endswith(_ADJECTIVE_ENDINGS)
    return adjective and all(one.acronym and one.text in known.words["no_party"] for one in run[1:])


def is_no_stakeholder(run: Sequence[Token], known: Gazetteer) -> bool:
    """Return whether a run of capitals that the gazetteer doesn't know names nobody: a place, a day, a thing."""
    words = known.words
    if len(run) > 2 and known.is_place(run[0].text) and known.org_words.get(run[-1].text) == "civil_society":
        return False  # "Ghana Open Data Initiative"
    if known.is_place(joined(run)) or (len(run) > 1 and run[0].text in words["calendar"]):
        return True
    if _is_thing(run, known):
        return True
    return all(
        word.text in words["no_party"]
        or (len(run) > 1 and (word.text in words["things"] or word.text in JOINS or word.text == "For"))
        or word.text in words["calendar"]
        or word.text in words["peoples"]
        or known.is_place(word.text)
        or word.text.isdigit()
        or _NUMBER.fullmatch(word.text)
        or len(word.text) == 1
        for word in run
    )


def _is_thing(run: Sequence[Token], known: Gazetteer) -> bool:
    """Return whether a run names a thing by its chief noun, which stands before "of" and at the end elsewhere: "Code of
    Conduct", "Zorblax Action Weeks"; the "Ministry of Law" is none."""
    of = next((at for at, word in enumerate(run) if at and word.text in _OF), len(run))
    chief = run[of - 1].text
    things = known.words["things"]
    if of < len(run):
        return chief in things - known.org_words.keys() or (chief == "Code" and run[of].text == "of")
    several = chief.endswith("s") and chief[:-1] in things and chief not in known.org_words
    return chief in things or (several and run[0].text not in known.words["given_names"])
