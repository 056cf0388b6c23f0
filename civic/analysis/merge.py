"""One stakeholder for all that a text calls it: full name, acronym, surname, office, short form."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from itertools import islice
from typing import Final

from msgspec import Struct, field

from civic.analysis.gazetteer import Known, gazetteer
from civic.analysis.mentions import Mention
from civic.analysis.reading import Reading
from civic.analysis.words import stem, word_set

_MOST_MENTIONS: Final = 600
"""Names and groups that are looked at: whom a story is about it names before, and each is compared with all others."""
_INTRODUCED = re.compile(r"[’']?s?\s?\(\s?(?:the\s|or\s)?[\"“‘']?([A-Z][\w&.-]{1,11})[\"”’']?\s?[);,]")
_ALSO_KNOWN: Final = re.compile(
    r",? (?:(?:also |better |commonly )?(?:known|referred to|abbreviated) (?:as|to)|or|called) (?:the )?[\"“‘']?"
    r"([A-Z]{3,8})\b"
)
"""An acronym that the text gives a name, whatever language its letters stand for."""
_DESCRIBED: Final = re.compile(
    r" (?:[a-z]+ )?(?:patients?|staff|doctors?|nurses?|workers?|users?|customers?|officials?|managers?|bosses|leaders?"
    r"|trusts?|hospitals?|data|services?|app|website|systems?|records?|numbers?)\b"
)
"""What stands behind an acronym that only says whose people or things are meant."""
_NICKNAME: Final = re.compile(r" [\"“‘(][^ ]+[\"”’)] ")
GENERIC: Final = word_set("people individuals persons everyone members")
"""Nouns that name a group only where the text has no better one."""
BARE: Final = word_set(
    "Panel Board Bureau Commission Committee Council Agency Authority Department Ministry Office Division Institute"
    " University College School Court Foundation Association Union Company Group Centre Center Service Services Trust"
    " Fund Directorate Inspectorate Tribunal Academy Bank Society Team Network Alliance Coalition Campaign Council Unit"
    " Assembly Legislature Strategic"
    " Editorial Club Institution Corporation Firm Party Programme Program Taskforce Working Steering Advisory"
    " State City County"
)
"""Nouns of bodies: one that stands alone is short for a name that the text has elsewhere, or names nobody."""
_POLICE: Final = ("police", "police force", "police department", "law enforcement")
_FEW: Final = frozenset({"government", *_POLICE})
"""Nouns that stand for the body that is named most, where several are named."""
_SHORT_NOUNS: Final = word_set("council parliament senate ministry university hospital charity union court school")
"""Nouns of bodies that stand for the only one that a text names."""
_CLUBS: Final = word_set("United Rovers Wanderers Albion Athletic Rangers City")
"""What a club is called for short, though its name begins with a place."""
_SMALL: Final = word_set("of for and the on in to de & at")
_HONORIFICS: Final = word_set("Mr Mrs Ms Miss Mx Dr Prof Professor Sir Dame Lord Lady Rep Sen Gov Cllr")
_TOO_COMMON: Final = word_set(
    "National Royal General International American British European Australian Canadian Federal Central United Public"
    " Department Ministry Office House Council Committee University Institute School Digital Open New Government"
    " Civil City"
    " State Human Data Centre Center"
)


class Draft(Struct):
    """A stakeholder in the making: its mentions in the order of the text, and what is known of it; `forms` are the
    names and kinds of those that are no group's, each once."""

    mentions: list[Mention]
    kind: str
    known: Known | None = None
    forms: dict[tuple[str, str], None] = field(default_factory=dict)
    acronyms: set[str] = field(default_factory=set)
    offices: dict[str, None] = field(default_factory=dict)

    def names(self) -> list[str]:
        """Return what the text calls it, the fullest form first, then in the order of the text."""
        found = dict.fromkeys(mention.name for mention in sorted(self.mentions, key=lambda mention: mention.start))
        forms = [name for name in found if not self._is_office(name)]
        first = max(forms or list(found), key=lambda name: self._fullness(name))
        return list(dict.fromkeys([self._in_full(first), *found, *self.offices]))

    def _in_full(self, name: str) -> str:
        """Return a surname with the office before it, where that is the fullest form: "President Blenk"."""
        if self.kind != "person" or " " in name:
            return name
        called = (f"{one.office} {name}" for one in self.mentions if one.name == name and one.office in self.offices)
        return next(called, name)

    def _is_office(self, name: str) -> bool:
        return (
            any(mention.name == name and mention.kind == "office" for mention in self.mentions)
            and self.kind == "person"
        )

    def _fullness(self, name: str) -> tuple[int, int]:
        if self.kind == "group":
            times = sum(1 for mention in self.mentions if mention.name.casefold() == name.casefold())
            return 0 if name.casefold() in GENERIC else times, len(name)
        return len(name.split()), len(name)


def merge(reading: Reading, names: Iterable[Mention], groups: Iterable[Mention]) -> list[Draft]:
    """Return the stakeholders of a text, each with all of its mentions, in the order of their first mention."""
    taken: list[tuple[int, int]] = []
    drafts: list[Draft] = []
    found = list(names)[:_MOST_MENTIONS]
    nameless = [*(mention for mention in found if mention.kind == "group"), *islice(groups, _MOST_MENTIONS)]
    named = [mention for mention in found if mention.kind != "group"]
    named.sort(key=lambda mention: (mention.kind == "office", -len(mention.name.split()), mention.start))
    for mention in named:
        taken.append((mention.start, mention.end))
        draft = next((draft for draft in drafts if _same(draft, mention)), None)
        if draft is None:
            draft = Draft([], mention.kind, mention.known)
            drafts.append(draft)
        _add(reading, draft, mention)
    _add_groups(
        drafts, sorted((group for group in nameless if not _inside(group, taken)), key=lambda group: group.start)
    )
    drafts = _without_adjectives(reading.text, drafts)
    for draft in drafts:
        draft.mentions.sort(key=lambda mention: mention.start)
    return sorted(drafts, key=lambda draft: draft.mentions[0].start)


def _without_adjectives(text: str, drafts: list[Draft]) -> list[Draft]:
    """Return the drafts, an acronym that only describes others' people and things ("NHS patients") being the only body
    that has it in its name ("Marsh NHS Trust")."""
    kept = []
    for draft in drafts:
        name = draft.mentions[0].name
        bodies: list[Draft] = []
        if draft.known and name.isupper() and all(_DESCRIBED.match(text, one.end) for one in draft.mentions):
            bodies = [one for one in drafts if one is not draft and any(name in form.split() for form, _ in one.forms)]
        if len(bodies) == 1:
            bodies[0].mentions.extend(draft.mentions)
        else:
            kept.append(draft)
    return kept


def _add(reading: Reading, draft: Draft, mention: Mention) -> None:
    draft.mentions.append(mention)
    draft.forms[mention.name, mention.kind] = None
    draft.known = draft.known or mention.known
    if mention.kind == "person":
        draft.kind = "person"
    if mention.office and mention.office.split()[-1] not in _HONORIFICS:
        draft.offices[mention.office] = None
    acronym = _acronym_behind(reading.text, mention)
    if acronym:
        draft.acronyms.add(acronym)


def _acronym_behind(text: str, mention: Mention) -> str:
    """Return the acronym that the text gives a name, "" for none. One in brackets begins as the name does, but for
    bodies and firms, whose acronyms may be short for what they are called at home: "Conservative Party (EKRE)"."""
    introduced = _INTRODUCED.match(text, mention.end)
    if introduced:
        acronym = introduced[1]
        alike = acronym[0] == mention.name.removeprefix("the ")[0] and acronym[1:] != acronym[1:].lower()
        return acronym if alike or _is_acronym_of_body(acronym, mention) else ""
    known_as = _ALSO_KNOWN.match(text, mention.end)
    return known_as[1] if known_as and _is_acronym_of_body(known_as[1], mention) else ""


def _is_acronym_of_body(acronym: str, mention: Mention) -> bool:
    """Return whether letters may be short for a name of several words that is a body's, by one of its words."""
    known = gazetteer()
    words = mention.name.split()
    body = len(words) > 1 and not known.org_words.keys().isdisjoint(words)
    other = known.known.get((acronym,))
    return body and acronym.isupper() and len(acronym) > 2 and not known.is_place(acronym) and other is mention.known


def _inside(group: Mention, taken: Sequence[tuple[int, int]]) -> bool:
    return any(group.start < end and start < group.end for start, end in taken)


def _same(draft: Draft, mention: Mention) -> bool:
    if mention.known and draft.known:
        return mention.known is draft.known
    if mention.kind == "office":
        return _holds_office(draft, mention)
    folded, words = _compared(mention.name)
    for name, kind in draft.forms:
        other, full = _compared(name)
        if other == folded:
            return True
        if kind == "office" or "body" in (mention.kind, kind):
            if mention.kind == "body" and (_of_the_place(words, full) or _without_its_kind(words, full)):
                return True
        elif len(words) < len(full) and _short_form(words, full, draft.kind):
            return True
    return mention.name in draft.acronyms or any(_initials(mention.name, name) for name, _ in draft.forms)


def _is_government(draft: Draft) -> bool:
    """Return whether "the government" may be short for it."""
    return draft.kind != "group" and draft.mentions[0].name.split()[-1].casefold() in {"government", "administration"}


def _of_the_place(short: tuple[str, ...], full: tuple[str, ...]) -> bool:
    """Return whether the full name only adds whose body it is: "City Council", "Chicago City Council"."""
    rest = full[: -len(short)]
    return bool(rest) and full[len(rest) :] == short and all(map(gazetteer().is_place, rest))


@lru_cache(maxsize=4096)
def _compared(name: str) -> tuple[str, tuple[str, ...]]:
    """Return a name as names are compared, folded, and its words, without a nickname: one text may set its apostrophes
    in two ways."""
    plain = _NICKNAME.sub(" ", name).replace("’", "'").removeprefix("The ")
    return plain.casefold(), tuple(plain.split())


def _without_its_kind(short: tuple[str, ...], full: tuple[str, ...]) -> bool:
    """Return whether a name leaves out what kind of body it is: "Marsh Council", "Marsh Borough Council"."""
    return 1 < len(short) < len(full) and short[-1] in BARE and (*full[: len(short) - 1], full[-1]) == short


def _holds_office(draft: Draft, mention: Mention) -> bool:
    if draft.kind == "office":
        first = draft.mentions[0]
        return first.head == mention.head and (" " not in mention.name or mention.name == first.name)
    return any(mention.head in office.split() for office in draft.offices)


def _short_form(short: tuple[str, ...], full: tuple[str, ...], kind: str) -> bool:
    """Return whether a name is a longer one without some of its words."""
    if kind == "person":
        return full[-len(short) :] == short or (len(short) == 1 and full[0] == short[0])
    if len(short) == 1 and short[0] in BARE:  # "the Bureau", "the Department"
        return short[0] in {full[0], full[-1]}
    if len(short) == 1 and short[0] in _CLUBS:
        return full[-1] == short[0]
    if len(short) == 1 and (short[0] in _TOO_COMMON or gazetteer().is_place(short[0]) or len(short[0]) < 3):
        return False
    return _without_its_kind(short, full) or (full[: len(short)] == short and full[len(short)] not in _SMALL)


def _initials(acronym: str, name: str) -> bool:
    if not 2 <= len(acronym) <= 8 or not acronym.isupper() or gazetteer().is_place(acronym):  # "Washington, DC"
        return False
    words = re.split(r"[\s-]+", name)
    large = "".join(word[0] for word in words if word and word not in _SMALL).upper()
    return len(words) > 1 and acronym.replace(".", "") in {large, "".join(word[0] for word in words if word).upper()}


@cache
def _same_people() -> Mapping[str, str]:
    """Return the nouns that texts change between for the same people -> the first of them."""
    return {head: heads[0] for heads in gazetteer().same for head in heads}


def _group_key(head: str) -> str:
    """Return what groups of one text are told apart by: "Australians" are its "citizens", "staff" its "workers"."""
    known = gazetteer()
    same = _same_people()
    if head.title() in known.words["peoples"]:
        head = "citizens"
    return same.get(head, stem(head.replace("-", "")))


def _bodies_by_noun(drafts: Sequence[Draft]) -> dict[str, Draft]:
    """Return the named body that a bare noun is short for, by the noun in lower case: "the council" where the text
    names one council, "law enforcement" where it names a police force; of several governments and police forces that
    one which is named most."""
    found: dict[str, list[Draft]] = {}
    for draft in drafts:
        if draft.kind == "group" or draft.kind == "person":
            continue
        for noun in _nouns_of(draft):
            found.setdefault(noun, []).append(draft)
    return {
        noun: max(those, key=lambda draft: len(draft.mentions))
        for noun, those in found.items()
        if len(those) == 1 or noun in _FEW
    }


def _nouns_of(draft: Draft) -> Iterable[str]:
    """Return the bare nouns that may stand for a named body."""
    if _is_government(draft):
        return ("government",)
    if draft.known and draft.known.kind == "police":
        return _POLICE
    words = draft.mentions[0].name.split()
    chief = words[-1].casefold()
    if chief in {"police", "constabulary"}:
        return _POLICE
    return (chief,) if len(words) > 1 and chief in _SHORT_NOUNS else ()


def _add_groups(drafts: list[Draft], groups: Iterable[Mention]) -> None:
    by_head: dict[str, Draft] = {}
    bodies = _bodies_by_noun(drafts)
    for group in groups:
        key = _group_key(group.head.removeprefix("the "))
        if " with " in group.name:  # "users with disabilities" are "people with disabilities"
            key = _group_key("people with " + group.name.split(" with ", 1)[1].casefold())
        elif group.head in GENERIC:  # "deaf people" are not all people of the text, nor are these its citizens
            first, _, rest = group.name.casefold().partition(" ")
            called = rest and (first,) in gazetteer().heads  # "elderly people" are the elderly
            key = _group_key(first) if called else group.name.casefold() if rest else "people"
        draft = by_head.get(key)
        if draft is None:
            body = bodies.get(group.head)
            if body and group.name.casefold() == group.head:
                body.mentions.append(group)
                continue
            draft = by_head[key] = Draft([], "group")
            drafts.append(draft)
        draft.mentions.append(group)
    for noun in sorted(_SHORT_NOUNS & by_head.keys()):  # "the city council" is "the council", too
        fuller = [draft for head, draft in by_head.items() if head.endswith(f" {noun}")]
        if len(fuller) == 1:
            fuller[0].mentions.extend(by_head[noun].mentions)
            drafts.remove(by_head[noun])
