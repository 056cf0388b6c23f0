"""Stakeholders of a text in another language than English: known names, people, bodies, groups, by its cue words.

A run of capitals alone proves nothing: it takes a known name, a given name, an office, a word for a kind of body, or
what introduces a firm.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import Struct, field

from civic.analysis.cues import Cues, Word, cues_of, words_in
from civic.analysis.reading import Reading
from civic.suggestions import Stakeholder

_MOST: Final = 10
_EVIDENCE: Final = 3
_ALIASES: Final = 8
_NEAR: Final = 8
"""How many words around a mention tell its role."""
_KNOWN: Final = 0.5
_NAMED: Final = 0.42
_GROUP: Final = 0.3
_LONGEST_NAME: Final = 4
_APART = re.compile(r"[^\s'’]")
"""What stands between two words of one name only by accident."""


class Mention(Struct, frozen=True):
    """One place where a stakeholder is named: the sentence's index, the words from `start` to `stop` of it, the name,
    its type, its usual role, and how sure it is one."""

    sentence: int
    start: int
    stop: int
    name: str
    type: str
    role: str
    sure: float
    alias: str = ""


class _Party(Struct):
    names: Counter[str] = field(default_factory=Counter)
    mentions: list[Mention] = field(default_factory=list)


def by_cues(reading: Reading) -> tuple[Stakeholder, ...]:
    """Return the stakeholders of a text as the cues of its language tell them, the most central first."""
    cues = cues_of(reading.language)
    words = [[] if one.boilerplate else words_in(one.span.text) for one in reading.sentences]
    mentions = [mention for index, its in enumerate(words) for mention in _mentions(cues, index, its)]
    found = [_stakeholder(reading, cues, words, party) for party in _parties(mentions)]
    found.sort(key=lambda one: -one.score)
    return tuple(one for one in found if one.score >= 0.5)[:_MOST]


def _mentions(cues: Cues, index: int, words: Sequence[Word]) -> Iterator[Mention]:
    """Yield the mentions of one sentence, none within another."""
    at = 0
    while at < len(words):
        mention = (
            _known(cues, index, words, at)
            or _person(cues, index, words, at)
            or _introduced(cues, index, words, at)
            or _body(cues, index, words, at)
            or _group(cues, index, words, at)
        )
        if mention:
            yield mention
        at = mention.stop if mention else at + 1


def _known(cues: Cues, index: int, words: Sequence[Word], at: int) -> Mention | None:
    for size in range(min(cues.longest.get(words[at].text.casefold(), 0), len(words) - at), 0, -1):
        known = cues.known_at(words[at : at + size])
        if known:
            written = _written(words[at : at + size])
            name = written if written.casefold() == known[0].casefold() else known[0]
            return Mention(index, at, at + size, name, known[1], known[2], _KNOWN, written if written != name else "")
    known = cues.known_in(words[at])
    return Mention(index, at, at + 1, *known, _KNOWN) if known else None


def _person(cues: Cues, index: int, words: Sequence[Word], at: int) -> Mention | None:
    """Return who is named by an office, a title or a given name before the surname."""
    office = cues.office_at(words, at)
    start = at + (office[0] if office else 0)
    titled = False
    while start < len(words) and words[start].text in cues.titles:
        start, titled = start + 1, True
    run = _run(cues, words, start)
    if not run or not words[start].capital or cues.body_at(words, start):
        return None
    named = words[start].text in cues.given_names
    speaks = any(word.text in cues.speech for word in words[start + run : start + run + 3])
    enough = (run > 1 and (named or office or titled)) or (run == 1 and (titled or (office and speaks)))
    if not enough or (run == 1 and named):
        return None
    after = cues.office_at(words, start + run)
    role = office[1] if office else after[1] if after else "mentioned"
    return Mention(
        index, at if office else start, start + run, _written(words[start : start + run]), "person", role, _NAMED
    )


def _run(cues: Cues, words: Sequence[Word], start: int) -> int:
    """Return how many words of a person's name stand at `start`: capitals with nothing but a space between them."""
    stop = start
    while stop < len(words) and stop - start < _LONGEST_NAME and words[stop].capital:
        if stop > start and words[stop].gap.strip(" \u00a0"):
            break
        if words[stop].text.isupper() and len(words[stop].text) > 2:
            break
        stop += 1
    if stop - start > 2 and cues.nouns_have_capitals:
        stop = start + 2
    return stop - start


def _introduced(cues: Cues, index: int, words: Sequence[Word], at: int) -> Mention | None:
    """Return the firm or body whose name stands right behind a word for what it is: "la empresa Indra"."""
    kind = cues.introduces.get(words[at].text)
    if (
        not kind
        or at + 1 >= len(words)
        or not words[at + 1].capital
        or words[at + 1].gap not in {" ", " „", " «", " «\u00a0"}
    ):
        return None
    size = 1 if cues.nouns_have_capitals else _run(cues, words, at + 1) or 1
    return Mention(index, at, at + 1 + size, _written(words[at + 1 : at + 1 + size]), *kind, _NAMED)


def _body(cues: Cues, index: int, words: Sequence[Word], at: int) -> Mention | None:
    """Return the body that a word of its name tells: "Universität Hamburg", "Ministère de la Justice", "Acme GmbH"."""
    kind = cues.body_at(words, at)
    if not kind:
        return _with_suffix(cues, index, words, at)
    stop = at + 1
    last = stop
    while stop < len(words) and stop - at < 8 and not _APART.search(words[stop].gap):
        if words[stop].capital and not words[stop].text.isupper():
            last = stop + 1
            if cues.nouns_have_capitals and last - at > 1 and words[stop - 1].capital:
                break
        elif words[stop].text not in cues.joins:
            break
        stop += 1
    alone = last == at + 1
    if alone and (
        not words[at].capital or words[at].text in cues.generic or (at == 0 and not cues.nouns_have_capitals)
    ):
        return None
    alias = words[last].text if last < len(words) and words[last].gap == " (" and words[last].text.isupper() else ""
    return Mention(index, at, last, _written(words[at:last]), *kind, _NAMED, alias)


def _with_suffix(cues: Cues, index: int, words: Sequence[Word], at: int) -> Mention | None:
    size = _run(cues, words, at)
    for stop in range(at + 1, at + size + 1):
        if stop < len(words) and words[stop].text in cues.suffixes and words[stop].gap == " ":
            return Mention(index, at, stop + 1, _written(words[at:stop]), "company", "supplier", _KNOWN)
    return None


def _group(cues: Cues, index: int, words: Sequence[Word], at: int) -> Mention | None:
    near = words[at : at + cues.groups.longest]
    hits = cues.groups.at([word.text if at or cues.nouns_have_capitals else word.text.lower() for word in near], 0)
    if not hits:
        return None
    size, (type_, role) = max(hits, key=lambda hit: hit[0])
    written = _written(words[at : at + size])
    return Mention(index, at, at + size, written if cues.nouns_have_capitals else written.lower(), type_, role, _GROUP)


def _written(words: Sequence[Word]) -> str:
    return "".join((word.gap if place else "") + word.text for place, word in enumerate(words))


def _parties(mentions: Sequence[Mention]) -> list[_Party]:
    """Return the mentions put together by whom they name: also by a surname, and by an acronym given in brackets."""
    parties: dict[str, _Party] = {}
    called: dict[str, str] = {}
    for mention in sorted(mentions, key=lambda one: -len(one.name.split()) if one.type == "person" else 0):
        name = mention.name.casefold()
        key = (
            called.get(name)
            or (called.get(name.split()[-1]) if mention.type == "person" else "")
            or _same(called, mention)
        )
        party = parties.setdefault(key, _Party())
        called |= dict.fromkeys([name, mention.alias.casefold()] if mention.alias else [name], key)
        if mention.type == "person":
            called.setdefault(name.split()[-1], key)
        party.names[mention.name] += 1
        if mention.alias:
            party.names[mention.alias] += 1
        party.mentions.append(mention)
    return list(parties.values())


def _same(called: dict[str, str], mention: Mention) -> str:
    """Return the key of a group that is the same in another case: "Nutzern", "Nutzer"."""
    name = mention.name.casefold()
    if mention.sure == _GROUP:
        for other, key in called.items():
            if other[: max(5, len(name) - 2)] == name[: max(5, len(name) - 2)] and abs(len(other) - len(name)) < 3:
                return key
    return name


def _stakeholder(reading: Reading, cues: Cues, words: Sequence[Sequence[Word]], party: _Party) -> Stakeholder:
    first = party.mentions[0]
    sentences = sorted({mention.sentence for mention in party.mentions})
    near = [_around(cues, words[mention.sentence], mention) for mention in party.mentions]
    name = first.name
    score = max(mention.sure for mention in party.mentions) + 0.1 * min(len(sentences), 4)
    score += 0.12 * (sentences[0] < 4) + 0.12 * (name.casefold() in reading.title.casefold())
    score += 0.1 * any(said for said, _ in near)
    aliases = [other for other in party.names if other != name]
    roles: dict[str, float] = dict.fromkeys(sorted({role for _, cued in near for role in cued}), 0.0)
    roles |= {first.role: 1.0 if first.role != "mentioned" else 0.4}
    for _, cued in near:
        for role in cued:
            roles[role] += 0.5
    role = max(roles, key=lambda one: (roles[one], one == first.role))
    if first.type == "group" or first.role == "overseer":
        role = first.role
    best = sorted(range(len(near)), key=lambda place: (role not in near[place][1], party.mentions[place].sentence))
    shown = list(dict.fromkeys(party.mentions[place].sentence for place in best))[:_EVIDENCE]
    evidence = tuple(reading.sentences[index].span for index in shown)
    return Stakeholder(name, tuple(aliases[:_ALIASES]), first.type, (role,), round(min(score, 0.97), 3), evidence)


def _around(cues: Cues, words: Sequence[Word], mention: Mention) -> tuple[bool, set[str]]:
    """Return whether the stakeholder speaks, and the roles that the words behind it, or right before it, tell."""
    behind = [word.text.lower() for word in words[mention.stop : mention.stop + _NEAR]]
    before = [word.text.lower() for word in words[max(0, mention.start - 2) : mention.start]]
    said = any(word in cues.speech for word in (*before, *behind[:3]))
    return said, {role for near in (before, behind) for at in range(len(near)) for _, role in cues.roles.at(near, at)}
