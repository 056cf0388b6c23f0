"""Who counts as a stakeholder to a story, and which roles it plays: two linear models over hand-made signs."""

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from sklearn.feature_extraction import DictVectorizer  # type: ignore[import-untyped]
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

from civic.analysis.reading import Reading
from civic.analysis.stakeholders import Candidate, candidates, worth_naming
from civic.codebook import ROLES
from training.around import fit_around
from training.data import FOLDS, fold_of, full_rows, rows_of, short_items
from training.prior import PRIOR
from training.words import SEED

ROLE_IDS: Final = [role.id for role in ROLES]
_PARTY_RIDGE: Final = 0.5
_TINY: Final = 0.05
INCIDENT_ROLES: Final = {"deployer": "deployer", "developer": "supplier", "harmed": "affected"}
"""The fields of the incident database, and the roles of the codebook that they tell."""
_LEAST: Final = 3
"""Stakeholders that must have a sign before it is learned from."""


def norm(name: str) -> str:
    """Return a name as names are compared: without case, article, possessive and title, as in score.py."""
    name = name.casefold().replace("’", "'").replace("‘", "'")
    name = re.sub(r"[^\w&+]+", " ", re.sub(r"'s\b|'$", "", name)).strip()
    name = re.sub(r"^(?:the|a|an) ", "", name)
    return re.sub(r"^(?:mr|mrs|ms|dr|prof|professor|sir|senator|minister|judge|mayor|prime minister) (?=\w)", "", name)


class LabelledParty(Struct, frozen=True):
    """A candidate of a story or an incident; `gold` says whether a reader named it too, `roles` which ones it was
    given, `type` the one it was given, `place` is where it is from ("aiid" or the story's id), `source` that
    story's repository. `stands_for` are the numbers of the labelled stakeholders that have one of its names: where two
    candidates stand for the same one, the better is `gold`, and the other is neither right nor wrong."""

    place: str
    candidate: Candidate
    gold: bool
    roles: frozenset[str]
    type: str = ""
    source: str = ""
    stands_for: frozenset[int] = frozenset()

    @property
    def fold(self) -> int:
        """Return the fold of its source, so that no source is on both sides of a split."""
        return fold_of(self.source)


def story_parties(folder: Path) -> list[LabelledParty]:
    """Return all candidates of full stories and feed items, each gold stakeholder being given to one of those that have
    a name of it: that with its chief name, else the one that is named most."""
    found = []
    for row in [*full_rows(folder), *short_items(folder)]:
        golds = row["stakeholders"]
        keys = [{norm(name) for name in [gold["name"], *gold["aliases"]]} for gold in golds]
        here = candidates(Reading.of(row["text"], row["title"]))
        called = [{norm(name) for name in candidate.names} for candidate in here]
        given: dict[int, int] = {}
        for index, (gold, key) in enumerate(zip(golds, keys, strict=True)):
            alike = [at for at, names in enumerate(called) if key & names and at not in given]
            if alike:
                chief = norm(gold["name"])
                given[max(alike, key=lambda at: (chief in called[at], len(here[at].draft.mentions)))] = index
        for at, (candidate, names) in enumerate(zip(here, called, strict=True)):
            alike = [index for index, key in enumerate(keys) if key & names]
            match = given.get(at, alike[0] if alike else None)
            roles = frozenset(golds[match]["roles"]) if match is not None else frozenset[str]()
            type_ = golds[match]["type"] if match is not None else ""
            found.append(LabelledParty(row["id"], candidate, at in given, roles, type_, row["repo"], frozenset(alike)))
    return found


def incident_parties(folder: Path) -> list[LabelledParty]:
    """Return the stakeholders of incidents that their descriptions name, with the roles that the database gives
    them."""
    found = []
    for row in rows_of(folder, "aiid-dev.jsonl"):
        for candidate in candidates(Reading.of(f"{row['title']}. {row['text']}")):
            slugs = {norm(name).replace(" ", "-") for name in candidate.names}
            roles = frozenset(role for field, role in INCIDENT_ROLES.items() if slugs & set(row[field] or []))
            if roles:
                found.append(LabelledParty("aiid" + row["id"], candidate, gold=True, roles=roles))
    return found


class RoleModel(Struct, frozen=True):
    """One linear model a role over the signs of a stakeholder: `weights` has a line a sign and a column a role."""

    vectorizer: DictVectorizer
    weights: NDArray[np.float64]
    bias: NDArray[np.float64]

    def logits(self, stakeholders: Sequence[LabelledParty]) -> NDArray[np.float64]:
        """Return one line a stakeholder, one column a role in the codebook's order."""
        x = self.vectorizer.transform([stakeholder.candidate.role_signs for stakeholder in stakeholders])
        return np.asarray(x @ self.weights + self.bias)


def fit_roles(parties: Sequence[LabelledParty], ridge: float) -> RoleModel:
    """Fit on the gold stakeholders of stories; the more `ridge`, the farther from what is known beforehand."""
    named = [party for party in parties if party.gold]
    counts = Counter(sign for party in named for sign in party.candidate.role_signs)
    learned = dict.fromkeys([*PRIOR, *(sign for sign, count in counts.items() if count >= _LEAST)], 1.0)
    vectorizer = DictVectorizer(sparse=False).fit([learned])
    x = vectorizer.transform([party.candidate.role_signs for party in named])
    weights, bias = [], []
    for role in ROLE_IDS:
        y = np.array([role in party.roles for party in named])
        prior = np.array([PRIOR.get(str(sign), {}).get(role, 0.0) for sign in vectorizer.get_feature_names_out()])
        column, constant = fit_around(x, y, prior, ridge)
        weights.append(column)
        bias.append(constant)
    return RoleModel(vectorizer, np.array(weights).T, np.array(bias))


def said(logits: NDArray[np.float64], second: float) -> set[str]:
    """Return the roles that the program would say with these logits."""
    order = np.argsort(-logits, kind="stable")
    names = [ROLE_IDS[order[0]], ROLE_IDS[order[1]]]
    if "mentioned" in names or logits[order[1]] < second:
        names.pop()
    return set(names)


def written_roles(model: RoleModel, second: float) -> dict[str, Any]:
    """Return the weights as they are written to roles.json."""
    return {
        "bias": [round(float(value), 2) for value in model.bias],
        "second": second,
        "weights": {
            str(name): [round(float(weight), 2) for weight in line]
            for name, line in zip(model.vectorizer.get_feature_names_out(), model.weights, strict=True)
            if np.abs(line).max() >= _TINY
        },
    }


def fit_parties(stakeholders: Sequence[LabelledParty]) -> tuple[DictVectorizer, LogisticRegression]:
    """Return what makes a candidate one that a reader names."""
    stakeholders = [one for one in stakeholders if one.gold or not one.stands_for]
    vectorizer = DictVectorizer(sparse=False).fit([stakeholder.candidate.signs for stakeholder in stakeholders])
    x = vectorizer.transform([stakeholder.candidate.signs for stakeholder in stakeholders])
    model = LogisticRegression(C=_PARTY_RIDGE, max_iter=2000, solver="liblinear", random_state=SEED)
    return vectorizer, model.fit(x, [stakeholder.gold for stakeholder in stakeholders])


def written_parties(vectorizer: DictVectorizer, model: LogisticRegression) -> dict[str, Any]:
    """Return the weights as they are written to stakeholders.json."""
    return {
        "bias": round(float(model.intercept_[0]), 3),
        "weights": {
            str(name): round(float(weight), 3)
            for name, weight in zip(vectorizer.get_feature_names_out(), model.coef_[0], strict=True)
        },
    }


def matched(parties: Sequence[LabelledParty]) -> list[LabelledParty]:
    """Return those of the suggested candidates that are right, as score.py counts them: one for each labelled
    stakeholder of a text, that which the label was given to before any other."""
    taken: set[tuple[str, int]] = set()
    right = []
    for one in sorted(parties, key=lambda party: not party.gold):
        free = [(one.place, index) for index in sorted(one.stands_for) if (one.place, index) not in taken]
        if free:
            taken.add(free[0])
            right.append(one)
    return right


def parties_left_out(parties: Sequence[LabelledParty]) -> NDArray[np.bool_]:
    """Return which candidates would be suggested by a model that has seen no story of their source's fold."""
    suggested = np.zeros(len(parties), dtype=bool)
    for fold in range(FOLDS):
        vectorizer, model = fit_parties([party for party in parties if party.fold != fold])
        here = [index for index, party in enumerate(parties) if party.fold == fold and not party.candidate.no_party]
        x = vectorizer.transform([parties[index].candidate.signs for index in here])
        worth = model.predict_proba(x)[:, 1]
        scores = {index: parties[index].candidate.at_least(score) for index, score in zip(here, worth, strict=True)}
        for place in {parties[index].place for index in here}:
            ranked = sorted((index for index in here if parties[index].place == place), key=lambda one: -scores[one])
            suggested[ranked[: worth_naming([scores[index] for index in ranked])]] = True
    return suggested
