"""What kind of stakeholder somebody is and which part it plays, by the words around its mentions."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Final, TypedDict

from civic.analysis.around import Around, says_any
from civic.analysis.data import check_ids, load
from civic.analysis.deals import deals_of
from civic.analysis.described import descriptions
from civic.analysis.gazetteer import gazetteer
from civic.analysis.harms import suffers
from civic.analysis.kinds import is_unproved, kinds_by_name
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
    " superintendent sheriff headteacher assemblyman assemblymember councilor councilwoman councilman"
)
_OF_ANYBODY: Final = word_set("president secretary governor chancellor supervisor superintendent commissioner")
"""Posts that firms and associations have, too."""
_OF_MEMBERS: Final = re.compile(
    r", (?:[\w-]+ ){0,4}of (?:the |an? )?(?:[\w’'-]+ ){0,3}(?:union|association|club|society|federation|guild|charity"
    r"|foundation|company|firm|network|alliance|chamber of commerce)\b"
)
"""Whose president decides nothing for the public either, named or not."""
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
    return type_ != "person" and other.kind not in {"group", "body", "office"}


def _holds_post(reading: Reading, draft: Draft, employer: str) -> bool:
    """Return whether a person is called by an office that decides: "Mayor Jo Doe", "Jo Doe, the minister for
    finance"; the president of a firm decides nothing for the public. `employer` is the type of whom they belong to."""
    posts = _POSTS if employer in {"", "public_body"} else _POSTS - _OF_ANYBODY
    for mention in draft.mentions:
        if posts.intersection(mention.office.casefold().split()):
            return True
        behind = reading.text[mention.end : mention.end + 60]
        words = WORD.findall(behind.casefold())[:4]
        held = posts.intersection(words) and "vice" not in words and not _OF_MEMBERS.match(behind)
        if behind[:1] == "," and held:
            return True
    return False


def _called_owner(one: Around) -> bool:
    """Return whether a mention's own words call it a founder, owner or investor: "co-founded by X", "X, who owns
    it"."""
    before = says_any(one.small, _OWNERS) and _CALLED_OWNER_BEFORE.search(one.text_before)
    return bool(before or _CALLED_OWNER_AFTER.match(one.text_after))


def role_signs(
    reading: Reading, draft: Draft, around: Sequence[Around], type_: str, belongs: tuple[str, str], *, speaks: bool
) -> dict[str, float]:
    """Return the features that a stakeholder's roles are told by: what it is, and what the words around it say."""
    signs = _signs_of_kind(reading, draft, type_, belongs)
    if speaks:
        signs[f"speaks {type_}"] = 1.0
    for one in around:
        if type_ in {"company", "public_body"}:
            signs |= {f"{side} {type_}": 1.0 for side in deals_of(one)}
        if type_ in {"person", "group"} and suffers(one):
            signs[f"suffers {type_}"] = 1.0
        if type_ == "person":
            signs |= dict.fromkeys((*parts_in_writing(one), *descriptions(one)), 1.0)
        owner = _called_owner(one)
        if owner:
            signs["owner"] = 1.0
        # what another clause says is of somebody else where the mention's own words say what it is
        for role, weight in cues_of(one, clause=owner).items():
            signs[role] = min(_CAP, signs.get(role, 0.0) + weight)
    if type_ == "person" and signs.keys().isdisjoint(_EXPERTISE) and belongs[0] != "research_media":
        signs["no expert"] = 1.0
    if signs.keys() & {"post", "oversees"} or any(sign.startswith("called ") for sign in signs):
        signs.pop("aged", None)  # of whom more is said, the age says nothing
    if type_ == "person" and not speaks and not any(belongs) and not signs.keys() & _KNOWN_PART:
        signs["silent"] = 1.0
    if not speaks and not any(sign.startswith(("before ", "after ")) for sign in signs):
        signs["idle"] = 1.0
    if "owner" in signs:  # who owns a company does not belong to it as its people do
        signs.pop(f"of={belongs[0]}", None)
    return signs


_EXPERTISE: Final = frozenset({"called expert", "before expert", "after expert", "author"})
"""What proves that a person knows of what they speak."""
_KNOWN_PART: Final = frozenset({"post", "oversees", "owner", *IN_WRITING})
"""What says more of a person than that nothing is said by them."""


def _signs_of_kind(reading: Reading, draft: Draft, type_: str, belongs: tuple[str, str]) -> dict[str, float]:
    """Return the signs of what a stakeholder is, whatever stands around it."""
    signs = {"unproved" if is_unproved(draft, type_) else f"type={type_}": 1.0}
    if draft.known:
        signs[f"kind={draft.known.kind}"] = 1.0
    elif draft.kind == "name":
        signs |= {f"name={kind}": 1.0 for kind in kinds_by_name(draft.names()[0])}
    if draft.kind == "group":
        signs[f"usual={usual_role(draft)}"] = 1.0
    if draft.kind in {"body", "office"}:
        signs[draft.kind] = 1.0
    if draft.kind == "person" and _holds_post(reading, draft, belongs[0]):
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
