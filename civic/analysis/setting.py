"""What a text as a whole says of the names in it: which words it writes small, what it is short for, who stands among
people."""

import re
from collections.abc import Container, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from civic.analysis.gazetteer import gazetteer
from civic.analysis.mentions import Mention, Token
from civic.analysis.people import may_be_person
from civic.analysis.words import STOPWORDS, word_set

_IN_A_ROW: Final = frozenset({", ", " and ", ", and ", " & "})
_INTRODUCED_ACRONYM: Final = re.compile(r" \((?:the )?[\"“]?([A-Z][A-Za-z&.-]{0,5}[A-Z]s?)[\"”]?\)")
_SPELT_REACH: Final = 90
_MADE_BEFORE: Final = re.compile(
    r"\b(?:(?:apps?|tools?|software|websites?|(?:chat ?)?bots?|scripts?|plugins?|librar(?:y|ies)|databases?|datasets?"
    r"|documentary|book|novel|film|song|robots?|avatars?|models?|algorithms?|systems?|programmes?|AI)\b[^.,;:]{0,30}"
    r"\b(?:called|named|dubbed|titled|entitled|known as)(?: the)? [\"“‘]?"
    r"|(?:app|tool|software|(?:chat ?)?bot|system|programme|book|novel|film|song|series|game),? [\"“‘])$"
)
"""What stands before the name of something that was made: "a tool that I wrote called Site Inspector"."""
_LAW_BEHIND: Final = re.compile(r"['’]s? (?:law|principle|razor|theorem|paradox|syndrome|disease|dilemma)\b")
"""What stands behind the name of somebody who is only remembered by it: "Moore's law"."""
_EVENT_BEHIND: Final = re.compile(
    r" (?:(?:[Gg]eneral |[Ss]tate |[Ll]ocal )?[Ee]lections?|(?:[Aa]nnual )?(?:[Cc]onference|[Ss]ummit)|hackathons?"
    r"|festival|webinar|symposium|expo|trade (?:show|fair)|tournament|marathon|contest|ceremony"
    r"|massacre|bombings?|disaster|earthquake|wildfires?|uprising|riots?)\b"
)
"""What stands behind the name of an event: "the Technology Leaders conference", "the Lok Sabha elections"."""
_VOTED_FOR: Final = frozenset({"legislature", "government"})
_MACHINE_BEHIND: Final = re.compile(r" (?:the )?(?:[a-z]+ )?(?:[Rr]obot|[Cc]hatbot|[Bb]ot|avatar|doll)\b")
"""What stands behind a given name that a machine was given: "Sophia robot"."""
_MADE_BEHIND: Final = re.compile(
    r",? (?:is|was) an? (?:[\w-]+ ){0,3}?"
    r"(?:apps?|tool|software|chatbot|robot|algorithm|game|database|dataset|book|film)\b"
    r"(?! (?:company|firm|maker|developer|provider|vendor|giant|startup|start-up|business))"
)
_MADE_REACH: Final = 60
_OPENING: Final = ('"', "“", "‘")
_QUOTES: Final = ' "“‘'
_CALLED: Final = ("called", "named", "dubbed", "titled", "known as")
"""What the words before something that was made end with, but for quotation marks: soon told of all others."""
_KIND_BEHIND: Final = re.compile(r"(?: AI)?,?[\"”’'] (?:AI )?([a-z][a-z-]+)")
_CALLED_AFTER_PEOPLE: Final = word_set(
    "app bot campaign chatbot feature film game investment meme mode model persona plan program programme project"
    " robot scheme series setting show software song system test tool trend voice"
)
_CASE_BEHIND: Final = re.compile(r",?(?: et al\.?,?)? vs?\. ")


class Setting(Struct, frozen=True):
    """What a whole text says of its words: `small` are those that it writes small somewhere, `inside` the capitals
    within its sentences, `alone` those of them that stand with no other beside them."""

    small: frozenset[str]
    inside: frozenset[str]
    alone: frozenset[str]


def alone(lines: Sequence[Sequence[Token]]) -> frozenset[str]:
    """Return the words with a capital that stand alone somewhere within a sentence."""
    found = set()
    for line in lines:
        for at in [at for at, word in enumerate(line) if word.capital]:
            word = line[at]
            before = at and line[at - 1].capital and word.gap == " "
            behind = at + 1 < len(line) and line[at + 1].capital and line[at + 1].gap == " "
            if not (before or behind):
                found.add(word.text)
    return frozenset(found)


def people_among_people(text: str, found: Sequence[Mention]) -> list[Mention]:
    """Return the mentions, an unknown name of two or three words being a person's where it is one of three names or
    more in a row of which half are people's."""
    rows: list[list[Mention]] = []
    for mention in found:
        if rows and text[rows[-1][-1].end : mention.start] in _IN_A_ROW:
            rows[-1].append(mention)
        else:
            rows.append([mention])
    return [one for row in rows for one in (map(_as_person, row) if _is_of_people(row) else row)]


def _is_of_people(row: Sequence[Mention]) -> bool:
    return len(row) > 2 and 2 * sum(one.kind == "person" for one in row) >= len(row)


def _as_person(mention: Mention) -> Mention:
    words = mention.name.split()
    person = mention.kind == "name" and not mention.known and may_be_person(words, gazetteer())
    return replace(mention, kind="person") if person else mention


def as_text_means(mention: Mention, text: str) -> Mention:
    """Return the mention without what the gazetteer knows of it where the text means another by these letters: most
    short acronyms are several bodies' and things'."""
    if not mention.known or not mention.name.isupper():
        return mention
    full = any(name in text for name in mention.known.names if not name.isupper() and len(name) > len(mention.name))
    doubtful = mention.name in gazetteer().words["needs_full_name"] or f"({mention.name})" in text
    return replace(mention, known=None) if doubtful and not full else mention


def names_what_was_made(mention: Mention, text: str) -> bool:
    """Return whether a name that nobody knows is that of a tool or a book, or only part of a law's: "Moore's law"."""
    if mention.known:
        return False
    if mention.kind == "person" and " " not in mention.name and _MACHINE_BEHIND.match(text, mention.end):
        return True
    if _MADE_BEHIND.match(text, mention.end) or _is_quoted_thing(mention, text):
        return True
    if " " not in mention.name and _is_of_case(mention, text):
        return True
    before = text[max(0, mention.start - _MADE_REACH) : mention.start]
    called = before.rstrip(_QUOTES).removesuffix(" the").endswith(_CALLED) or before.endswith(_OPENING)
    if called and _MADE_BEFORE.search(before):
        return True
    return _LAW_BEHIND.match(text, mention.end) is not None


def _is_quoted_thing(mention: Mention, text: str) -> bool:
    """Return whether a name is that of a thing which is named behind its quotation marks: the "Blenk" mode."""
    if mention.start < 1 or text[mention.start - 1] not in "\"“‘'":
        return False
    kind = _KIND_BEHIND.match(text, mention.end)
    if kind is None:
        return False
    word, known = kind[1], gazetteer()
    if mention.kind == "person" and " " in mention.name:
        return word in _CALLED_AFTER_PEOPLE
    says = word in STOPWORDS or word in known.words["speech"] or word in known.words["acts"] or word.endswith("ed")
    return not says and (word,) not in known.heads and word not in known.words["body_nouns"]


def _is_of_case(mention: Mention, text: str) -> bool:
    """Return whether a surname stands for nothing but a case: "Blenk v. Zorb"."""
    before = text[max(0, mention.start - 5) : mention.start]
    return before.endswith((" v. ", " vs. ")) or _CASE_BEHIND.match(text, mention.end) is not None


def names_an_event(mention: Mention, text: str) -> bool:
    """Return whether a name is only that of an event, or of what an election is held for; who is known otherwise may
    hold one: "a Google conference"."""
    if mention.known and mention.known.kind not in _VOTED_FOR:
        return False
    return mention.kind in {"name", "body", "group"} and _EVENT_BEHIND.match(text, mention.end) is not None


def in_their_offices(text: str, found: Sequence[Mention]) -> list[Mention]:
    """Return the mentions, an office with a person's name before or behind a comma being that person's: "the Minister
    of Health, Ada Blenk", "Ada Blenk, President and founder"; of a couple the first one has the name of both."""
    kept: list[Mention] = []
    for mention in found:
        last = kept[-1] if kept else None
        between = text[last.end : mention.start] if last else ""
        person = _as_person(mention)
        if last and between == ", " and last.kind == "office" and person.kind == "person":
            kept[-1] = replace(person, office=mention.office or last.name)
        elif last and between == ", " and last.kind == "person" and mention.kind == "office":
            kept[-1] = replace(last, office=last.office or mention.name)
        else:
            if last and between == " and " and (name := _of_couple(last, mention)):
                kept[-1] = replace(last, name=name)
            kept.append(mention)
    return kept


def _of_couple(first: Mention, second: Mention) -> str:
    """Return the full name of the first of two who are named by their given names and one surname: "Jo and Ada Blenk";
    "" where they are not."""
    given = gazetteer().words["given_names"]
    name, _, surname = second.name.partition(" ")
    both = first.kind == second.kind == "person" and not first.office and {first.name, name} <= given
    return f"{first.name} {surname}" if both and surname and surname not in given else ""


def short_for_things(text: str, ends: Container[int]) -> frozenset[str]:
    """Return the acronyms that the text introduces behind words that they are short for and that name nobody: "open
    source software (OSS)"; `ends` is where its names end."""
    found = set()
    for match in _INTRODUCED_ACRONYM.finditer(text):
        acronym = match[1].rstrip("s")
        words = re.split(r"[\s-]+", text[max(0, match.start() - _SPELT_REACH) : match.start()].strip())[-len(acronym) :]
        if match.start() not in ends and _are_short_for(acronym.upper(), words):
            found |= {match[1], acronym}
    return frozenset(found)


def _are_short_for(acronym: str, words: Sequence[str]) -> bool:
    """Return whether an acronym in capitals has the initials of the words before it, or those of the last ones among
    others where none has a capital: "nonconsensual intimate images (NCII)"."""
    initials = "".join(word[:1] for word in words)
    if initials.upper() == acronym:
        return True
    last = initials[1:].upper()
    letters = iter(acronym)
    return len(last) > 1 and initials[1:].islower() and last[0] == acronym[0] and all(one in letters for one in last)
