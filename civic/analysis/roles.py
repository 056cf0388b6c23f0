"""What kind of stakeholder somebody is and which part it plays, by the words around its mentions."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Final, TypedDict

from civic.analysis.data import check_ids, load
from civic.analysis.gazetteer import gazetteer
from civic.analysis.mentions import Mention
from civic.analysis.merge import Draft
from civic.analysis.reading import Reading
from civic.analysis.words import STOP_STEMS, WORD, stem, word_set
from civic.codebook import ROLE_BY_ID

_BEFORE: Final = 6
_AFTER: Final = 8
_NEAR: Final = 3
_CAP: Final = 2.0
"""More cues of one kind than this say nothing new."""
_POSTS: Final = word_set(
    "mayor minister secretary president governor premier chancellor senator councillor congresswoman congressman mp sen"
    " rep gov cllr councilmember supervisor lawmaker legislator commissioner taoiseach"
)
_OWNER: Final = r"(?:(?:co-?|ex-)?(?:founder|owner)|investor|backer|shareholder|financier|funder|venture capitalist)s?"
_CALLED_OWNER_BEFORE: Final = re.compile(
    rf"(?:\b(?:founded|owned|funded|backed|financed|bankrolled|controlled) by(?: [\w’'-]+){{0,3}}"
    rf"|\b{_OWNER}(?: and [\w’'-]+){{0,2}},?) $",
    re.IGNORECASE,
)
_CALLED_OWNER_AFTER: Final = re.compile(
    rf"(?:, | \()(?:the |a |an |its |one of its |who )?(?:[\w’'-]+ ){{0,2}}"
    rf"(?:{_OWNER}\b|(?:co-?)?(?:founded|owns|funds|financed|bankrolled|invested)\b(?! by))",
    re.IGNORECASE,
)
_CLAUSE_END: Final = re.compile(r"[,;:()–—]|\b(?:that|which|who)\b")


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


def type_of(reading: Reading, draft: Draft) -> str:
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
    around = _said_to_be(reading, draft)
    if around:
        return around
    for word in reversed(name):
        if word in known.org_words:
            return known.org_words[word]
    if speaks(reading, draft) and 2 <= len(name) <= 3 and not any(word.isupper() and len(word) > 2 for word in name):
        return "person"
    return "company"


def _said_to_be(reading: Reading, draft: Draft) -> str:
    """Return what the words right beside its mentions call it: "analytics firm X", "X, a charity"."""
    for mention in draft.mentions:
        before = WORD.findall(reading.text[max(0, mention.start - 40) : mention.start].casefold())[-2:]
        after = WORD.findall(reading.text[mention.end : mention.end + 50].casefold())[:5]
        set_off = reading.text[mention.end : mention.end + 1] == "," and after[:1] in (["a"], ["an"], ["the"])
        for kind, words in _cues()["types_before"].items():
            if set(before[-1:]).intersection(words) or (set_off and set(after).intersection(words)):
                return kind
    return ""


def speaks(reading: Reading, draft: Draft) -> bool:
    """Return whether the text has it say something."""
    speech = gazetteer().words["speech"]
    for mention in draft.mentions:
        after = WORD.findall(reading.text[mention.end : mention.end + 20].casefold())[:1]
        before = WORD.findall(reading.text[max(0, mention.start - 20) : mention.start].casefold())[-1:]
        if speech.intersection(after) or speech.intersection(before):
            return True
    return False


# "Jo Doe, chair of the X", "Jo Doe from X"; "X campaigner Jo Doe", "the X's head Jo Doe"
_BELONGS_AFTER = re.compile(
    r",? [^.;:“”\"]{0,60}?\b(?:of|at|for|from|with|to)(?: the| a| an)? |, [A-Z][\w &]{3,40}, (?:the )?"
)
_BELONGS_BEFORE = re.compile(r"(?:['’]s)?(?: [A-Za-z-]+){0,3} ")
_AFFILIATION_REACH: Final = 80


def affiliation(reading: Reading, draft: Draft, others: Iterable[tuple[Draft, str]]) -> str:
    """Return the type of the stakeholder that a person is said to belong to; "" where nothing is said."""
    if draft.kind != "person":
        return ""
    organisations = [(place, type_) for other, type_ in others for place in other.mentions if _employs(other, type_)]
    for mention in draft.mentions:
        for place, type_ in organisations:
            if place.sentence != mention.sentence:
                continue
            if 0 < place.start - mention.end < _AFFILIATION_REACH:
                if _BELONGS_AFTER.fullmatch(reading.text, mention.end, place.start):
                    return type_
            elif 0 < mention.start - place.end < 40 and _BELONGS_BEFORE.fullmatch(
                reading.text, place.end, mention.start
            ):
                return type_
    return ""


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


def _called_owner(reading: Reading, mention: Mention) -> bool:
    """Return whether a mention's own words call it a founder, owner or investor: "co-founded by X", "X, who owns
    it"."""
    span = reading.sentences[mention.sentence].span
    before = reading.text[max(span.start, mention.start - 80) : mention.start]
    after = reading.text[mention.end : min(span.end, mention.end + 80)]
    return bool(_CALLED_OWNER_BEFORE.search(before) or _CALLED_OWNER_AFTER.match(after))


def role_signs(reading: Reading, draft: Draft, type_: str, belongs: str) -> dict[str, float]:
    """Return the features that a stakeholder's roles are told by; those of words around its mentions are shares of its
    mentions."""
    signs = {f"type={type_}": 1.0}
    if draft.known:
        signs[f"kind={draft.known.kind}"] = 1.0
    if draft.kind == "group":
        signs[f"usual={usual_role(draft)}"] = 1.0
    if draft.kind in {"body", "office"}:
        signs[draft.kind] = 1.0
    if draft.kind == "person" and _holds_post(reading, draft):
        signs["post"] = 1.0
    if belongs:
        signs[f"of={belongs}"] = 1.0
    if speaks(reading, draft):
        signs[f"speaks {type_}"] = 1.0
    for mention in draft.mentions:
        owner = _called_owner(reading, mention)
        if owner:
            signs["owner"] = 1.0
        # what another clause says is of somebody else where the mention's own words say what it is
        for role, weight in _around(reading, mention, clause=owner).items():
            signs[role] = min(_CAP, signs.get(role, 0.0) + weight)
        for word in _near(reading, mention):
            signs[word] = signs.get(word, 0.0) + 1 / len(draft.mentions)
    if "owner" in signs:  # who owns a company does not belong to it as its people do
        signs.pop(f"of={belongs}", None)
    return signs


def usual_role(group: Draft) -> str:
    """Return the role that people of this noun have most often; for a nation's people, to be affected."""
    return gazetteer().heads.get(tuple(group.mentions[0].head.split()), ("", "affected"))[1]


def _windows(reading: Reading, mention: Mention, *, clause: bool) -> tuple[Sequence[str], Sequence[str]]:
    span = reading.sentences[mention.sentence].span
    before = reading.text[max(span.start, mention.start - 100) : mention.start]
    after = reading.text[mention.end : min(span.end, mention.end + 120)]
    if clause:
        before, after = _CLAUSE_END.split(before)[-1], _CLAUSE_END.split(after)[0]
    one, other = WORD.findall(before.casefold())[-_BEFORE:], WORD.findall(after.casefold())[:_AFTER]
    return [stem(word) for word in one], [stem(word) for word in other]


def _around(reading: Reading, mention: Mention, *, clause: bool = False) -> dict[str, float]:
    before, after = _windows(reading, mention, clause=clause)
    found: dict[str, float] = {}
    for side, words in (("before", before), ("after", after)):
        for word in words:
            for role, weight in _table(side).get(word, ()):
                found[f"{side} {role}"] = found.get(f"{side} {role}", 0.0) + weight
    return found


def _near(reading: Reading, mention: Mention) -> list[str]:
    """Return the words next to a mention, as features of their own: some small words too, such as "by" and
    "against"."""
    before, after = _windows(reading, mention, clause=False)
    return [
        *(f"< {word}" for word in before[-_NEAR:] if word not in STOP_STEMS or word in _TELLING),
        *(f"> {word}" for word in after[:_NEAR] if word not in STOP_STEMS or word in _TELLING),
    ]


_TELLING: Final = word_set("by against from to of at for with on said has have are is was were will can")


class RoleWeights(TypedDict):
    """For each sign a weight per role, in the order of the file's `roles`; `second` is the least logit of a second
    role."""

    bias: list[float]
    second: float
    weights: dict[str, list[float]]


class RolesFile(TypedDict):
    """What stands in roles.json: the id of each column, and how roles are recognised in stories, and in reports of a
    few sentences."""

    roles: list[str]
    story: RoleWeights
    report: RoleWeights


@cache
def _model() -> RolesFile:
    return checked_roles(load("roles.json"))


def checked_roles(body: RolesFile) -> RolesFile:
    """Return the weights as they are. Raises DataError where their roles are not those of the codebook."""
    check_ids("roles.json", body["roles"], ROLE_BY_ID)
    return body


def roles_of(signs: Mapping[str, float], *, short: bool) -> tuple[str, ...]:
    """Return the roles of a stakeholder with these signs, the surest first; `short` says that they are of a few
    sentences only.

    One role always ("mentioned" where that is likeliest); a second one where it passes its threshold too.
    """
    roles, model = _model()["roles"], _model()["report" if short else "story"]
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


def shows_role(reading: Reading, mention: Mention, role: str) -> float:
    """Return how strongly the words around a mention speak for a role."""
    around = _around(reading, mention)
    return around.get(f"before {role}", 0.0) + around.get(f"after {role}", 0.0)
