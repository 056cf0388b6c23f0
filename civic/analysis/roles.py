"""What kind of stakeholder somebody is and which part it plays, by the words around its mentions."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Final, TypedDict

from civic.analysis.around import Around, says_any
from civic.analysis.data import check_ids, load
from civic.analysis.gazetteer import gazetteer
from civic.analysis.harms import suffers
from civic.analysis.merge import Draft
from civic.analysis.reading import Reading
from civic.analysis.words import WORD, stem, word_set
from civic.analysis.writing import IN_WRITING, parts_in_writing
from civic.codebook import ROLE_BY_ID

_CAP: Final = 2.0
"""More cues of one kind than this say nothing new."""
_POSTS: Final = word_set(
    "mayor minister secretary president governor premier chancellor senator councillor congresswoman congressman mp sen"
    " rep gov cllr councilmember alderman alderwoman alderperson supervisor lawmaker legislator commissioner taoiseach"
)
_OWNER: Final = r"(?:(?:co-?|ex-)?(?:founder|owner)|investor|backer|shareholder|financier|funder|venture capitalist)s?"
_CALLED_OWNER_BEFORE: Final = re.compile(
    rf"(?:\b(?:founded|owned|funded|financed|bankrolled|controlled) by(?: [\w’'-]+){{0,3}}"
    rf"|\b{_OWNER}(?: and [\w’'-]+){{0,2}},?) $",
    re.IGNORECASE,
)
_CALLED_OWNER_AFTER: Final = re.compile(
    rf"(?:, | \()(?:the |a |an |its |one of its |who )?(?:[\w’'-]+ ){{0,2}}"
    rf"(?:{_OWNER}\b|(?:co-?)?(?:founded|owns|funds|financed|bankrolled|invested)\b(?! by))",
    re.IGNORECASE,
)
_OWNERS: Final = (
    " by ", "founder", "owner", "investor", "backer", "shareholder", "financier", "funder", "venture capitalist",
)  # fmt: skip
"""Letters of which some stand wherever `_CALLED_OWNER_BEFORE` fits: to look for these first costs little."""
_HELPS: Final = (
    r"(?: (?:has|have|had|is|are|was|were|will|would|also|now|already|recently|to|plans|began|started)){0,3} "
)
_MAKES: Final = r"(?:suppli(?:es|ed)|develop(?:s|ed)?|manufactur(?:es|ed)|markets|sells?|sold|buil[dt]s?)"
_BUYS: Final = (
    r"(?:(?:us|deploy|adopt|purchas|install|trial|pilot|procur|commission|operat)(?:s|es|ed|led|ing)?|buys|bought"
    r"|rolled out|runs?)"
)
_DEALS: Final = {
    "sells": (
        re.compile(
            rf"\b(?:(?:{_MAKES}|made|powered|designed|created) by"
            r"|(?:bought|purchased|procured|licensed|leased)(?: [\w-]+){0,3} from|awarded(?: [\w-]+){0,4} to|hired) $"
        ),
        re.compile(
            rf"{_HELPS}(?:{_MAKES}|won (?:a|an|the)(?: [\w£$€.-]+){{0,3}} (?:contract|tender|bid|deal))\b"
            r"(?! (?:by|up|from)\b)"
        ),
    ),
    "uses": (
        re.compile(rf"\b(?:{_BUYS} by|sold(?: [\w-]+){{0,3}} to|supplied to) (?:the |an? )?$"),
        re.compile(rf"{_HELPS}{_BUYS}\b(?! (?:by|from)\b)"),
    ),
    "contracts": (
        re.compile(r"\b(?:contract(?:s|ed|ing)?|deals?|agreements?|partner(?:s|ed|ing|ship)?) with (?:the |an? )?$"),
        re.compile(rf"{_HELPS}(?:signed|awarded|tendered)\b"),
    ),
}
"""Which side of a deal a name stands on, by what is right before and right behind it."""
_DEALT: Final = (" by ", " from ", " to ", "hired ", " with ", " the ", " a ", " an ")
"""How all of what is right before it ends."""
_CLAUSE_END: Final = re.compile(r"[,;:()–—]|\b(?:that|which|who)\b")


_SPOKESPERSON: Final = r"spokes(?:man|woman|person)"
_SPEAKS_BEFORE: Final = re.compile(rf"(?:['’]s?)?,? (?:[a-z-]+ ){{0,2}}{_SPOKESPERSON},? (?:(?:Mr|Ms|Mrs|Dr)\.? )?")
_SPEAKS_AFTER: Final = re.compile(
    rf",? (?:who is )?(?:(?:a|an|the|its) )?(?:[a-z-]+ ){{0,2}}{_SPOKESPERSON} (?:for|of|at|from|with) (?:the )?"
)
"""What stands between a spokesperson and the body that they speak for, which comes first or last."""


class _Cues(TypedDict):
    before: dict[str, dict[str, float]]
    after: dict[str, dict[str, float]]
    types_before: dict[str, list[str]]


@cache
def _cues() -> _Cues:
    cues: _Cues = load("cues.json")
    for side in (cues["before"], cues["after"]):
        check_ids("cues.json", (*side, "mentioned"), ROLE_BY_ID)  # no word says of anybody "only mentioned"
    return cues


@cache
def _table(side: str) -> Mapping[str, tuple[tuple[str, float], ...]]:
    """Stem -> the roles that it speaks for on this side of a mention."""
    body = _cues()["before"] if side == "before" else _cues()["after"]
    found: dict[str, dict[str, float]] = {}
    for role, words in body.items():
        for word, weight in words.items():
            found.setdefault(stem(word), {})[role] = weight
    return {word: tuple(weights.items()) for word, weights in found.items()}


def type_of(reading: Reading, draft: Draft, around: Sequence[Around], *, speaks: bool) -> str:
    """Return the type of a stakeholder by what the gazetteer says, else its name, else what stands around it."""
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
    called = said_to_be(reading, draft, around)
    if called:
        return called
    of = next((at for at, word in enumerate(name) if at and word in {"of", "for", "on"}), len(name))
    if name[-1] == "Group" and _OF_PEOPLE.intersection(name):
        return "civil_society"
    for word in (*reversed(name[:of]), *reversed(name[of:])):  # the chief noun stands before "of"
        if word in known.org_words:
            return known.org_words[word]
    if len(name) == 1 and _OF_MEDIA.search(name[0]):
        return "research_media"
    if speaks and 2 <= len(name) <= 3 and not any(word.isupper() and len(word) > 2 for word in name):
        return "person"
    return "company"


_OF_MEDIA: Final = re.compile(r"(?<=.)(?:blog|[Nn]ews|[Rr]adio|TV|FM)$")
"""What the name of one word of a medium ends with: "Blenkblog", "RadioTV"."""
_OF_PEOPLE: Final = word_set(
    "Support Action Advocacy Rights Campaign Users User Residents Community Parents Patients Carers Workers Women's"
    " Youth Neighbourhood Neighborhood Survivors Students"
)
"""Words of a name that make a "Group" one of people rather than of companies."""


def said_to_be(reading: Reading, draft: Draft, around: Sequence[Around]) -> str:
    """Return what the words right beside its mentions call it: "analytics firm X", "X, a charity"; "" for nothing."""
    for one in around:
        beside = one.before[-1:] if one.text_before.endswith(" ") else []
        set_off = one.text_after[:1] == "," and one.after[:1] in (["a"], ["an"], ["the"])
        for kind, words in _cues()["types_before"].items():
            if set(beside).intersection(words) or (set_off and set(one.after[:5]).intersection(words)):
                return kind
    return ""


def speaks(around: Sequence[Around]) -> bool:
    """Return whether the text has it say something."""
    speech = gazetteer().words["speech"]
    return any(not speech.isdisjoint(one.after[:1]) or not speech.isdisjoint(one.before[-1:]) for one in around)


# "Jo Doe, chair of the X", "Jo Doe from X"; "X campaigner Jo Doe", "the X's head Jo Doe"
_BELONGS_AFTER = re.compile(
    r",? [^.;:“”\"]{0,60}?\b(?:of|at|for|from|with|to)(?: the| a| an)? |, [A-Z][\w &]{3,40}, (?:the )?"
)
_BELONGS_BEFORE = re.compile(r"(?:['’]s)?(?: [A-Za-z-]+){0,3} ")
_AFFILIATION_REACH: Final = 80


def affiliation(reading: Reading, draft: Draft, others: Iterable[tuple[Draft, str]]) -> tuple[str, str]:
    """Return the type of the stakeholder that a person is said to belong to, and its kind in the gazetteer; "" where
    nothing is said or known."""
    if draft.kind != "person":
        return "", ""
    organisations = [
        (place, (type_, other.known.kind if other.known else ""))
        for other, type_ in others
        if _employs(other, type_)
        for place in other.mentions
    ]
    for mention in draft.mentions:
        for place, employer in organisations:
            if place.sentence != mention.sentence:
                continue
            if 0 < place.start - mention.end < _AFFILIATION_REACH:
                if _BELONGS_AFTER.fullmatch(reading.text, mention.end, place.start):
                    return employer
            elif 0 < mention.start - place.end < 40 and _BELONGS_BEFORE.fullmatch(
                reading.text, place.end, mention.start
            ):
                return employer
    return "", ""


def speaks_for(reading: Reading, draft: Draft, others: Iterable[Draft]) -> Draft | None:
    """Return the body that a person is called the spokesperson of: "Meta spokesman Jo Doe", "Jo Doe, a spokeswoman for
    Meta"; None for anybody else."""
    if draft.kind != "person":
        return None
    places = [(place, other) for other in others if other.kind not in {"person", "group"} for place in other.mentions]
    for mention in draft.mentions:
        for place, other in places:
            if place.sentence != mention.sentence:
                continue
            if _SPEAKS_AFTER.fullmatch(reading.text, mention.end, max(mention.end, place.start)):
                return other
            if _SPEAKS_BEFORE.fullmatch(reading.text, place.end, max(place.end, mention.start)):
                return other
    return None


def _employs(other: Draft, type_: str) -> bool:
    return type_ not in {"person", "group"} and other.kind not in {"group", "body", "office"}


def _holds_post(reading: Reading, draft: Draft) -> bool:
    """Return whether a person is called by an office that decides: "Mayor Jo Doe", "Jo Doe, the minister for
    finance"."""
    for mention in draft.mentions:
        if _POSTS.intersection(mention.office.casefold().split()):
            return True
        behind = reading.text[mention.end : mention.end + 60]
        if behind[:1] == "," and _POSTS.intersection(WORD.findall(behind.casefold())[:4]):
            return True
    return False


def _called_owner(one: Around) -> bool:
    """Return whether a mention's own words call it a founder, owner or investor: "co-founded by X", "X, who owns
    it"."""
    before = says_any(one.small, _OWNERS) and _CALLED_OWNER_BEFORE.search(one.text_before)
    return bool(before or _CALLED_OWNER_AFTER.match(one.text_after))


def _deals_of(one: Around) -> Iterator[str]:
    """Yield what the words right beside a mention say of its part in a deal: "sells", "uses"; "contracts" where its
    kind alone tells the side."""
    dealt = one.small.endswith(_DEALT)
    for side, (before, after) in _DEALS.items():
        if (dealt and before.search(one.text_before)) or after.match(one.text_after):
            yield side


def role_signs(
    reading: Reading, draft: Draft, around: Sequence[Around], type_: str, belongs: tuple[str, str], *, speaks: bool
) -> dict[str, float]:
    """Return the features that a stakeholder's roles are told by: what it is, and what the words around it say."""
    signs = _signs_of_kind(reading, draft, type_, belongs)
    if speaks:
        signs[f"speaks {type_}"] = 1.0
    for one in around:
        if type_ in {"company", "public_body"}:
            signs |= {f"{side} {type_}": 1.0 for side in _deals_of(one)}
        if type_ in {"person", "group"} and suffers(one):
            signs[f"suffers {type_}"] = 1.0
        if type_ == "person":
            signs |= dict.fromkeys(parts_in_writing(one), 1.0)
        owner = _called_owner(one)
        if owner:
            signs["owner"] = 1.0
        # what another clause says is of somebody else where the mention's own words say what it is
        for role, weight in cues_of(one, clause=owner).items():
            signs[role] = min(_CAP, signs.get(role, 0.0) + weight)
    if type_ == "person" and not speaks and not any(belongs) and not signs.keys() & _KNOWN_PART:
        signs["silent"] = 1.0
    if not speaks and not any(sign.startswith(("before ", "after ")) for sign in signs):
        signs["idle"] = 1.0
    if "owner" in signs:  # who owns a company does not belong to it as its people do
        signs.pop(f"of={belongs[0]}", None)
    return signs


_KNOWN_PART: Final = frozenset({"post", "oversees", "owner", *IN_WRITING})
"""What says more of a person than that nothing is said by them."""


def _signs_of_kind(reading: Reading, draft: Draft, type_: str, belongs: tuple[str, str]) -> dict[str, float]:
    """Return the signs of what a stakeholder is, whatever stands around it."""
    signs = {f"type={type_}": 1.0}
    if draft.known:
        signs[f"kind={draft.known.kind}"] = 1.0
    elif draft.kind == "name":
        signs |= {f"name={kind}": 1.0 for kind in kinds_by_name(draft.names()[0])}
    if draft.kind == "group":
        signs[f"usual={usual_role(draft)}"] = 1.0
    if draft.kind in {"body", "office"}:
        signs[draft.kind] = 1.0
    if draft.kind == "person" and _holds_post(reading, draft):
        signs["post"] = 1.0
    if draft.kind in {"person", "office"} and _oversees(draft):
        signs["oversees"] = 1.0
    signs |= {f"{what}={value}": 1.0 for what, value in zip(("of", "of kind"), belongs, strict=True) if value}
    if len({mention.sentence for mention in draft.mentions}) == 1:
        signs["once"] = 1.0
    return signs


_OVERSEEING: Final = word_set(
    "judge justice magistrate coroner ombudsman inspector inspector-general auditor auditor-general comptroller"
    " commissioner regulator prosecutor"
)
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


def kinds_by_name(name: str) -> list[str]:
    """Return what the words of a name say that its bearer is."""
    words = set(name.split())
    return [kind for kind, those in _KIND_WORDS.items() if words & those]


def _oversees(draft: Draft) -> bool:
    """Return whether a person is called by an office that oversees: "Judge Jo Doe", "the Information Commissioner"."""
    offices = [*draft.offices, *(mention.head for mention in draft.mentions if mention.kind == "office")]
    return any(_OVERSEEING.intersection(office.casefold().split()) for office in offices)


def usual_role(group: Draft) -> str:
    """Return the role that people of this noun have most often; for a nation's people, to be affected."""
    return gazetteer().heads.get(tuple(group.mentions[0].head.split()), ("", "affected"))[1]


def _clause(one: Around) -> tuple[list[str], list[str]]:
    """Return the words of the mention's own clause, before and behind it."""
    before, after = _CLAUSE_END.split(one.text_before)[-1], _CLAUSE_END.split(one.text_after)[0]
    return WORD.findall(before.casefold())[-len(one.before) :], WORD.findall(after.casefold())[: len(one.after)]


def cues_of(one: Around, *, clause: bool = False) -> dict[str, float]:
    """Return how strongly the words on each side of a mention speak for each role."""
    if one.cues is not None and not clause:
        return one.cues
    sides = _clause(one) if clause else (one.before, one.after)
    found: dict[str, float] = {}
    for side, words in zip(("before", "after"), sides, strict=True):
        table = _table(side)
        for word in words:
            for role, weight in table.get(stem(word), ()):
                found[f"{side} {role}"] = found.get(f"{side} {role}", 0.0) + weight
    if not clause:
        one.cues = found
    return found


class RolesFile(TypedDict):
    """What stands in roles.json: for each sign a weight per role, in the order of `roles`; `second` is the least logit
    of a second role."""

    roles: list[str]
    bias: list[float]
    second: float
    weights: dict[str, list[float]]


@cache
def _model() -> RolesFile:
    return checked_roles(load("roles.json"))


def checked_roles(body: RolesFile) -> RolesFile:
    """Return the weights as they are. Raises DataError where their roles are not those of the codebook."""
    check_ids("roles.json", body["roles"], ROLE_BY_ID)
    return body


def roles_of(signs: Mapping[str, float]) -> tuple[str, ...]:
    """Return the roles of a stakeholder with these signs, the surest first.

    One role always ("mentioned" where that is likeliest); a second one where it passes its threshold too.
    """
    model = _model()
    roles = model["roles"]
    logits = list(model["bias"])
    for sign, value in signs.items():
        weights = model["weights"].get(sign)
        if weights:
            logits = [logit + value * weight for logit, weight in zip(logits, weights, strict=True)]
    ranked = sorted(range(len(roles)), key=lambda index: (-logits[index], index))
    names = [roles[index] for index in ranked[:2]]
    if names[0] == "mentioned" or names[1] == "mentioned" or logits[ranked[1]] < model["second"]:
        names.pop()
    return tuple(names)


def shows_role(one: Around, role: str) -> float:
    """Return how strongly the words around a mention speak for a role."""
    cues = cues_of(one)
    return cues.get(f"before {role}", 0.0) + cues.get(f"after {role}", 0.0)
