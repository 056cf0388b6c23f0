"""What kind of stakeholder somebody is: by the gazetteer, by the words of its name, and by what the words right beside
it call it. What nothing is said of stays unproved: it is neither taken for a firm nor given a role."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final, TypedDict

from civic.analysis.around import Around
from civic.analysis.data import load
from civic.analysis.deals import deals_of, owns_product
from civic.analysis.gazetteer import gazetteer
from civic.analysis.merge import Draft
from civic.analysis.words import WORD, word_set

UNPROVED: Final = "group"
"""The type of a name of which nothing says what it is: the least that the codebook can say, since a firm, a charity and
an authority are people together, too."""
_OF_PEOPLE: Final = word_set(
    "Support Action Advocacy Rights Campaign Users User Residents Community Parents Patients Carers Workers Women's"
    " Youth Neighbourhood Neighborhood Survivors Students"
)
"""Words of a name that make a "Group" one of people rather than of companies."""
_OF_MEDIA: Final = re.compile(r"(?<=.)(?:blog|[Nn]ews|[Rr]adio|TV|FM)$")
"""What the name of one word of a medium ends with: "Blenkblog", "RadioTV"."""
_OF: Final = word_set("of for on")
_CALLED_BEHIND: Final = re.compile(
    r"(?:,| \(| (?:is|was|are|were|has been|became)) (?:only |also |now |still |then )?"
    r"(?:an?|the|its|their|our|one of|[\w.-]+(?: [A-Z][\w.-]*){0,2}['’]s?) ([^,;:()–—]{2,80})"
)
"""What stands behind a name that is called something: "Blenk, the city's auditor", "Blenk is a charity"."""
_WHOSE: Final = re.compile(r"\b(?:of|for|in|at|on|from|with|by|to|that|which|who|whose|and|or|based|behind|called)\b")
"""Where the noun ends that somebody is called, and what it does, or whose it is, begins."""
_CLOSES: Final = (",", ")", ".", ";")


class _Types(TypedDict):
    types_before: dict[str, list[str]]


@cache
def _types_by_noun() -> Mapping[str, str]:
    """Return the type that a noun beside a name tells, in the singular and the plural."""
    body: _Types = load("cues.json")
    found: dict[str, str] = {}
    for kind, nouns in body["types_before"].items():
        for noun in nouns:
            plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}es" if noun.endswith("ch") else f"{noun}s"
            found.setdefault(noun, kind)
            found.setdefault(plural, kind)
    return found


def type_of(draft: Draft, around: Sequence[Around], *, speaks: bool) -> str:
    """Return the type of a stakeholder by what the gazetteer says, else by what stands beside it, else by its name;
    UNPROVED where nothing tells."""
    known = gazetteer()
    if draft.known:
        return draft.known.type
    if draft.kind == "person":
        return "person"
    if draft.kind in {"office", "body"}:
        return "public_body"
    if draft.kind == "group":
        return known.heads.get(tuple(draft.mentions[0].head.split()), ("group", ""))[0]
    name = draft.names()[0].split()
    told = said_to_be(around) or _told_by_name(name)
    if told:
        return told
    if speaks and 2 <= len(name) <= 3 and not any(word.isupper() and len(word) > 2 for word in name):
        return "person"
    return "company" if any(_does_business(one) for one in around) else UNPROVED


def is_unproved(draft: Draft, type_: str) -> bool:
    """Return whether nothing says what a name is that of."""
    return type_ == UNPROVED and draft.kind == "name" and not draft.known


def _told_by_name(name: Sequence[str]) -> str:
    """Return what the words of a name say of its bearer, its chief noun first, which stands before "of"."""
    known = gazetteer()
    of = next((at for at, word in enumerate(name) if at and word in _OF), len(name))
    if name[-1] == "Group" and _OF_PEOPLE.intersection(name):
        return "civil_society"
    words = (*reversed(name[:of]), *reversed(name[of:]))
    told = next((known.org_words[word] for word in words if word in known.org_words), "")
    return told or ("research_media" if len(name) == 1 and _OF_MEDIA.search(name[0]) else "")


def _does_business(one: Around) -> bool:
    """Return whether the words beside a mention tell of a firm: it sells, has shares or a chief executive."""
    if "sells" in deals_of(one) or owns_product(one):
        return True
    return _FIRM_BEHIND.match(one.text_after) is not None or _FIRM_BEFORE.search(one.text_before) is not None


_FIRM_BEHIND: Final = re.compile(
    r"(?:['’]s?)? (?:(?:co-?)?founders?\b|chief executives?\b|CEO\b|boss(?:es)?\b|shares\b|shareholders?\b|stock\b"
    r"|customers?\b|executives?\b|investors?\b|subsidiar|headquarters\b|stores?\b|earnings\b|revenues?\b"
    r"|(?:has |have )?(?:raised [$£€]|sued|acquired|bought|licen[sc]ed|went public|filed for bankruptcy))"
)
_FIRM_BEFORE: Final = re.compile(
    r"(?:\b(?:shares (?:in|of)|customers of|(?:chief executive|CEO|boss|(?:co-?)?founder) of|acquired|acquisition of"
    r"|contract with|owned by|subsidiary of|maker of|bought from|licen[sc]ed from)) (?:the )?$",
    re.IGNORECASE,
)


def said_to_be(around: Sequence[Around]) -> str:
    """Return what the words right beside its mentions call it: "analytics firm X", "X, a charity", "the identity
    authority (X)"; "" for nothing."""
    nouns = _types_by_noun()
    for one in around:
        told = nouns.get(called(one))
        if told:
            return told
    return ""


def called(one: Around) -> str:
    """Return the noun that the words right beside a mention call it by, in lower case; "" for none that is known."""
    nouns = _types_by_noun()
    beside = _noun_before(one)
    if beside in nouns:
        return beside
    behind = _CALLED_BEHIND.match(one.text_after)
    if not behind:
        return ""
    phrase = _WHOSE.split(behind[1], maxsplit=1)[0]
    return next((word for word in reversed(WORD.findall(phrase.casefold())) if word in nouns), "")


def _noun_before(one: Around) -> str:
    """Return the word right before a mention, or before the bracket or comma that sets it off; "" for none."""
    text = one.text_before
    if not one.before or not text.endswith((" ", " (")):
        return ""
    if text.endswith((", ", "(")) and not one.text_after.startswith(_CLOSES) and one.text_after:
        return ""  # one of a row, rather than what the noun before it is called
    return one.before[-1]


_KIND_WORDS: Final = {
    "overseer": word_set(
        "Court Courts Tribunal Ombudsman Inspectorate Regulator Auditor Audit Inspector Watchdog Oversight Supervisory"
        " Commissioner Judiciary Prosecutors Attorney"
    ),
    "police": word_set("Police Constabulary Sheriff Gendarmerie Customs Border"),
    "legislature": word_set("Parliament Senate Congress Assembly Council Committee Legislature Caucus"),
    "ministry": word_set("Ministry Department Secretariat Treasury Cabinet Government Administration"),
    "schooling": word_set("University College Institute School Academy Faculty Laboratory"),
    "press": word_set("News Times Post Guardian Herald Tribune Journal Magazine Gazette Press Radio TV Chronicle"),
    "funder": word_set("Capital Ventures Fund Foundation Holdings Partners Investments Equity Bank"),
    "union": word_set("Union Unions Workers Federation Guild"),
}
"""Words of a name that say what kind of body it is, where the gazetteer doesn't know it."""


_OF_SCHOOLS: Final = word_set("District Board Council Department Authority")
"""What runs schools, and is none that teaches or studies."""


def kinds_by_name(name: str) -> list[str]:
    """Return what the words of a name say that its bearer is."""
    words = set(name.split())
    if words & _OF_SCHOOLS:
        words.discard("School")
    return [kind for kind, those in _KIND_WORDS.items() if words & those]
