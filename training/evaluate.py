"""`python -m training.evaluate [FOLDER]`: what the suggestions are worth, on rows they were not made from.

Short texts and stakeholders of incidents: five folds by a hash of the id. Stories and news: each one left out in turn,
of everything that is fitted on stories. Word lists and rules were written with the stories in sight, which no split can
undo: read their figures as an upper bound."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from civic.analysis.concerns import SUGGESTED, SURE
from civic.analysis.stakeholders import MOST
from training.__main__ import (
    DEFAULT_FOLDER,
    REPORT_ROLES_RIDGE,
    REPORT_STORIES,
    SECOND_ROLE,
    STORY_ROLES_RIDGE,
    background_texts,
)  # fmt: skip
from training.data import FOLDS, Row, fold_of, labels, rows_of, short_rows
from training.evidence import Choice, fit_choices, medleys
from training.examples import plain_rows
from training.roles import (
    INCIDENT_ROLES,
    LabelledParty,
    fit_parties,
    fit_roles,
    incident_parties,
    party_threshold,
    said,
    story_parties,
)  # fmt: skip
from training.scores import Bools, Floats, f1, in_top, interval, lrap
from training.summary import chosen, fit_summary, labelled_texts, rouge, rouge_by_sentence
from training.weighing import (
    HEADLINE,
    REPORT,
    LabelledStory,
    best_threshold,
    fits_of_folds,
    labelled_stories,
    left_out,
    read_short,
    story_choices,
)  # fmt: skip
from training.words import Fitted, fit

_SENTENCES: Final = 13

Line = tuple[str, str]


def concerns_of_short_texts(rows: Sequence[Row], fits: Sequence[Fitted]) -> Iterator[Line]:
    """Headlines with context, main concerns of incidents, and single sentences, each by a model of the other folds."""
    texts = read_short(rows, fits)
    gold = labels(rows)
    source = np.array([row.source for row in rows])
    fold = np.array([row.fold for row in rows])
    whole, incidents, sentences = (source == name for name in ("aiaaic", "aiid", "mit"))
    suggested = np.zeros(gold.shape, dtype=bool)
    for held in range(FOLDS):
        threshold = texts.threshold(whole & (fold != held), gold, HEADLINE)
        suggested[fold == held] = (texts.scores(HEADLINE, threshold) >= SUGGESTED)[fold == held]
    micro, macro = f1(gold[whole], suggested[whole], least=5)
    generous, sparing = (texts.scores(kind, texts.threshold(whole, gold, kind)) for kind in (HEADLINE, REPORT))
    ranking = lrap(gold[whole], generous[whole])
    yield "concerns of headlines with context: micro / macro / LRAP", f"{micro:.3f} / {macro:.3f} / {ranking:.3f}"
    for name, chosen_rows in (("an incident description", incidents), ("a risk sentence", sentences)):
        right = gold[chosen_rows].argmax(axis=1)
        one, three = (in_top(right, sparing[chosen_rows], most) for most in (1, 3))
        low, high = interval(one, int(chosen_rows.sum()))
        yield f"the one concern of {name}: top 1 / in top 3", f"{one:.3f} [{low:.2f}-{high:.2f}] / {three:.3f}"
    plain = plain_rows()
    said = read_short(plain, fits).scores(REPORT, texts.threshold(whole, gold, REPORT)) >= SUGGESTED
    alone = float((~said.any(axis=1)).mean())
    low, high = interval(alone, len(plain))
    yield "plain teasers left without a suggestion", f"{alone:.3f} [{low:.2f}-{high:.2f}] (n={len(plain)})"
    found = _right_sentence(gold[sentences], (texts.logits + REPORT.lead * texts.leads)[sentences])
    yield f"the one right sentence among {_SENTENCES}", f"{found:.3f}"


def _right_sentence(gold: NDArray[np.bool_], logits: NDArray[np.float64]) -> float:
    """Return how often a sentence outranks twelve of other concerns for its own, drawn with a fixed seed, by how far it
    stands out among the concerns."""
    right = gold.argmax(axis=1)
    shares = logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)
    draw = np.random.default_rng(0)
    hits: list[bool] = []
    for index, concern in enumerate(right):
        others = np.flatnonzero(right != concern)
        hits.extend(
            shares[index, concern] > shares[draw.choice(others, _SENTENCES - 1, replace=False), concern].max()
            for _ in range(5)
        )
    return float(np.mean(hits))


def concerns_of_stories(stories: Sequence[LabelledStory]) -> Iterator[Line]:
    """Concerns of full stories, each story left out in turn, the threshold too."""
    scores, gold, suggested = suggested_of(stories)
    micro, macro = f1(gold, suggested)
    yield "concerns of stories: micro / macro / LRAP", f"{micro:.3f} / {macro:.3f} / {lrap(gold, scores):.3f}"
    free = ~gold.any(axis=1)
    empty = int((~suggested[free].any(axis=1)).sum())
    yield "stories with nothing at stake left without a suggestion", f"{empty} of {free.sum()}"


def suggested_of(stories: Sequence[LabelledStory]) -> tuple[Floats, Bools, Bools]:
    """Scores, gold labels and suggestions of stories, each left out in turn, thresholds too."""
    scores, gold = left_out(stories)
    suggested = np.zeros(gold.shape, dtype=bool)
    for index in range(len(stories)):
        others = np.arange(len(stories)) != index
        threshold = best_threshold(gold[others], scores[others])
        odds, usual = (value / (1 - value) for value in (scores[index], threshold))
        folded = odds / (odds + usual)
        suggested[index] = (folded >= SUGGESTED) & (folded.max() >= SURE)
    return scores, gold, suggested


def evidence(stories: Sequence[LabelledStory], mixed: Sequence[Choice]) -> Iterator[Line]:
    """Evidence in stories, each story left out in turn, and in medleys of risk sentences of other folds."""
    suggested = suggested_of(stories)[2]
    choices = story_choices(stories)
    pairs = [(index, concern) for index, story in enumerate(stories) for concern in story.shown]
    orders = []
    for index in range(len(stories)):
        weights = fit_choices([*(one for one in choices if one.place != index), *mixed])
        orders.extend(one.right[one.order(weights)] for one in choices if one.place == index)
    said = [order for order, pair in zip(orders, pairs, strict=True) if suggested[pair]]
    for name, found in (("", said), (", suggested or not", orders)):
        first, several = (float(np.mean([order[:most].any() for order in found])) for most in (1, 3))
        low, high = interval(first, len(found))
        yield (
            f"evidence: first sentence / one of three{name}",
            f"{first:.3f} [{low:.2f}-{high:.2f}] / {several:.3f} (n={len(found)})",
        )
    hits = []
    for fold in range(FOLDS):
        weights = fit_choices([*choices, *(one for one in mixed if one.place != fold)])
        hits.extend(one.right[one.order(weights)[0]] for one in mixed if one.place == fold)
    yield "evidence in medleys of risk sentences: first sentence", f"{np.mean(hits):.3f}"


def parties_of_stories(stakeholders: list[LabelledParty], gold: int) -> Iterator[Line]:
    """Names, roles and types of full stories, each story left out in turn."""
    named = right = 0
    role_counts = np.zeros(3)
    places = sorted({stakeholder.place for stakeholder in stakeholders})
    for place in places:
        others = [stakeholder for stakeholder in stakeholders if stakeholder.place != place]
        here = [stakeholder for stakeholder in stakeholders if stakeholder.place == place]
        vectorizer, model = fit_parties(others)
        scores = model.predict_proba(vectorizer.transform([stakeholder.candidate.signs for stakeholder in here]))[:, 1]
        threshold = party_threshold(others, gold)
        top = [index for index in np.argsort(-scores, kind="stable")[:MOST] if scores[index] >= threshold]
        named += len(top)
        right += sum(here[index].gold for index in top)
        logits = fit_roles(others, [], 1.0, STORY_ROLES_RIDGE).logits(here)
        for index in top:
            if here[index].gold:
                roles = said(logits[index], SECOND_ROLE)
                role_counts += len(roles & here[index].roles), len(roles), len(here[index].roles)
    precision, recall = right / named, right / gold
    both = 2 * right / (named + gold)
    yield "stakeholder names: precision / recall / F1", f"{precision:.3f} / {recall:.3f} / {both:.3f} (n={gold})"
    roles_f1 = 2 * role_counts[0] / (role_counts[1] + role_counts[2])
    yield "roles on matched names: micro-F1", f"{roles_f1:.3f} (n={right})"


def types_of_stories(stakeholders: Sequence[LabelledParty]) -> Iterator[Line]:
    """Types of the candidates that a reader named too; rules only, nothing is fitted."""
    found = [(stakeholder.candidate.type, stakeholder.type) for stakeholder in stakeholders if stakeholder.gold]
    yield "stakeholder type: accuracy", f"{np.mean([one == other for one, other in found]):.3f} (n={len(found)})"


def roles_of_incidents(stories: Sequence[LabelledParty], incidents: Sequence[LabelledParty]) -> Iterator[Line]:
    """Deployer, developer and harmed of the stakeholders that a description names, by models of the other folds."""
    counts = {role: np.zeros(3) for role in INCIDENT_ROLES.values()}
    for fold in range(FOLDS):
        model = fit_roles(
            stories, [one for one in incidents if fold_of(one.place) != fold], REPORT_STORIES, REPORT_ROLES_RIDGE
        )
        here = [one for one in incidents if fold_of(one.place) == fold]
        for stakeholder, logits in zip(here, model.logits(here), strict=True):
            roles = said(logits, SECOND_ROLE)
            for role, count in counts.items():
                count += role in roles and role in stakeholder.roles, role in roles, role in stakeholder.roles
    each = [2 * count[0] / (count[1] + count[2]) for count in counts.values()]
    total = sum(counts.values(), np.zeros(3))
    figures = " / ".join(f"{value:.3f}" for value in [*each, 2 * total[0] / (total[1] + total[2])])
    yield "roles in incidents: deployer / developer / harmed / micro", f"{figures} (n={len(incidents)})"


def summaries(folder: Path) -> Iterator[Line]:
    """Summaries, all stories of a fold's sources left out in turn, beside simply taking the lead."""
    texts = labelled_texts(folder)
    fits = {fold: fit_summary([text for text in texts if text.fold != fold]) for fold in {text.fold for text in texts}}
    for news in (False, True):
        ours: list[list[float]] = []
        lead: list[list[float]] = []
        picked: list[float] = []
        for text in texts:
            if text.news is news:
                indexes = chosen(text, fits[text.fold])
                picked.append(text.picked[indexes].mean())
                for choice, found in ((indexes, ours), (range(2), lead)):
                    said = [text.sentences[at].span.text for at in choice if at < len(text.sentences)]
                    measures = [rouge(" ".join(said), text.summary, size) for size in (1, 2, 0)]
                    found.append([*measures, rouge_by_sentence(said, text.summary)])
        a, b = (" / ".join(f"{100 * value:.1f}" for value in np.mean(found, axis=0)) for found in (ours, lead))
        kind = "news" if news else "stories"
        yield f"summaries of {kind}, ROUGE-1/2/L/L by sentence (lead)", f"{a} ({b}), n={len(ours)}"
        if not news:
            yield "sentences that the reader picked too", f"{np.mean(picked):.3f} (n={2 * len(picked)})"


def main(folder: Path) -> None:
    """Print all figures."""
    rows, background = short_rows(folder), background_texts(folder)
    labelled = [*rows, *plain_rows()]
    fits = fits_of_folds(labelled, background)
    full = labelled_stories(folder, fit(labelled, background).model)
    stories, incidents = story_parties(folder), incident_parties(folder)
    gold = sum(len(row["stakeholders"]) for row in rows_of(folder, "stories-dev.jsonl"))
    parts = (
        concerns_of_short_texts(rows, fits),
        concerns_of_stories(full),
        evidence(full, list(medleys(rows, fits))),
        parties_of_stories(stories, gold),
        types_of_stories(stories),
        roles_of_incidents(stories, incidents),
        summaries(folder),
    )
    for part in parts:
        for name, figure in part:
            print(f"{name:62s} {figure}", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_FOLDER)
