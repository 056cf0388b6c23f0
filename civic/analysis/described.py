"""What the words right beside a person's name say of them: their age, their kin, their work or office."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final, TypedDict

from civic.analysis.around import Around
from civic.analysis.data import check_ids, load
from civic.analysis.words import WORD
from civic.codebook import ROLE_BY_ID

_AGED_BEHIND: Final = re.compile(
    r"(?:, (?:aged |then )?| \((?:aged )?)\d{1,3}(?:[,).;]| and\b| who\b|$)|, an? \d{1,3}-year-old\b"
)
_AGED_BEFORE: Final = re.compile(r"\b\d{1,3}-year-old(?: [\w-]+){0,3},? $")
_KIN: Final = r"(?:mother|father|mum|mom|dad|grandmother|grandfather|parent|carer)"
_KIN_BEFORE: Final = re.compile(rf"\b{_KIN}[- ]of[- ][\w-]+,? $", re.IGNORECASE)
_WHOSE_LOSS: Final = re.compile(
    r",? whose (?:[\w-]+ ){0,2}(?:son|daughter|mother|father|husband|wife|partner|brother|sister|child(?:ren)?|baby"
    r"|claim|benefits?|pension|account|application|card|face|voice|work|home|house|job|licen[cs]e|photos?)\b"
)
_LIVES_WITH: Final = re.compile(
    r",? who (?:is|was) (?:[\w-]+ )?(?:blind|deaf|disabled|autistic|partially sighted|homeless|unemployed|pregnant)\b"
    r"|,? who (?:has|had|lives with|uses|used) an? (?:[\w-]+ ){0,2}(?:disability|impairment|wheelchair|screen reader"
    r"|condition|illness|stroke|visa)\b"
)
_BEHIND: Final = re.compile(
    r"(?:,| \(| (?:is|was)) (?:who (?:is|was|works as) )?(?:an?|the|its|their|our|[\w.-]+(?: [A-Z][\w.-]*){0,2}['’]s?)?"
    r" ?([^,;:()–—]{2,70})"
)
_WHOSE: Final = re.compile(
    r"\b(?:of|for|in|at|on|from|with|by|to|that|which|who|whose|and|or|based|behind|said|says)\b"
)
_STUDIES: Final = frozenset({"phd", "doctoral", "postdoctoral", "research"})
"""What stands before a student who rather does research."""


class _People(TypedDict):
    people: dict[str, list[str]]


@cache
def _roles_by_noun() -> Mapping[str, str]:
    """Return the role that people have whom this noun describes."""
    body: _People = load("cues.json")
    check_ids("cues.json", (*body["people"], *ROLE_BY_ID.keys() - body["people"].keys()), ROLE_BY_ID)
    return {noun: role for role, nouns in body["people"].items() for noun in nouns}


def descriptions(one: Around) -> Iterator[str]:
    """Yield what the words right beside a person's mention say of them, as signs of their roles: "called ROLE" by their
    work, kin or office, "aged" by their age."""
    text, behind = one.text_before, one.text_after
    role = _role_before(one) or _role_behind(behind)
    if role:
        yield f"called {role}"
    if _KIN_BEFORE.search(text) or _WHOSE_LOSS.match(behind) or _LIVES_WITH.match(behind):
        yield "called affected"
    if _AGED_BEHIND.match(behind) or (text.endswith((" ", ", ")) and _AGED_BEFORE.search(text)):
        yield "aged"


def _role_before(one: Around) -> str:
    """Return the role that the noun right before a mention tells, or the title that belongs to it: "a widow, Ada Blenk,
    said"; "" for none."""
    nouns = _roles_by_noun()
    for word in reversed(WORD.findall(one.mention.office.casefold())):
        if word in nouns:
            return nouns[word]
    text = one.text_before
    if not text.endswith(" ") or (text.endswith(", ") and one.text_after[:1] not in {",", "."}):
        return ""
    return _role_of(one.before[-2:])


def _role_behind(behind: str) -> str:
    """Return the role that what a mention is called tells: ", an emeritus professor of law"; "" for none."""
    found = _BEHIND.match(behind)
    if not found:
        return ""
    words = WORD.findall(_WHOSE.split(found[1], maxsplit=1)[0].casefold())
    for end in range(len(words), 0, -1):
        role = _role_of(words[:end])
        if role:
            return role
    return ""


def _role_of(words: list[str]) -> str:
    """Return the role that the last of these words tells; who is a student of a doctorate is an expert."""
    if not words:
        return ""
    if words[-1] == "student" and not _STUDIES.isdisjoint(words):
        return "expert"
    return _roles_by_noun().get(words[-1], "")
