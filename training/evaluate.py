"""`python -m training.evaluate [FOLDER]`: what the suggestions are worth, on rows they were not made from.

Short texts and stakeholders of incidents: five folds by a hash of the id. Concerns of stories and items of feeds: five
folds by a hash of the repository, so that no source is on both sides. News and stakeholders: each text left out in
turn. Word lists and rules were written with the stories in sight, which no split can undo: read their figures as an
upper bound."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from civic.analysis.concerns import SURE, suggest
from civic.analysis.reading import Reading
from training.__main__ import (
    DEFAULT_FOLDER,
    ROLES_RIDGE,
    SECOND_ROLE,
    background_texts,
)  # fmt: skip
from training.data import (
    FOLDS,
    IDS,
    Row,
    full_rows,
    labels,
    other_languages,
    short_items,
    short_rows,
    source_fold,
)  # fmt: skip
from training.evidence import Choice, fit_choices, medleys
from training.examples import item_rows, plain_rows
from training.roles import (
    INCIDENT_ROLES,
    LabelledParty,
    fit_roles,
    incident_parties,
    matched,
    parties_left_out,
    story_parties,
)  # fmt: skip
from training.roles import said as said_roles
from training.scores import (
    Bools,
    Floats,
    calibration_error,
    error_by_chance,
    f1,
    in_top,
    interval,
    lrap,
)  # fmt: skip
from training.summary import chosen, fit_summary, labelled_texts, rouge, rouge_by_sentence
from training.weighing import (
    STORY_RIDGE,
    LabelledStory,
    ShortText,
    fit_short,
    fit_sum,
    fits_of_folds,
    labelled_stories,
    left_out,
    read_short,
    said,
    short_features,
    short_left_out,
    short_texts,
    story_choices,
    sure_of,
)  # fmt: skip
from training.words import Fitted, fit

KEPT: Final = 0
"""The fold of sources whose texts nobody opened while rules, word lists and examples were written."""
LEAD: Final = 3.0
"""What it counts that a concern leads where single sentences are set against each other."""
_SENTENCES: Final = 13

Line = tuple[str, str]


def concerns_of_short_texts(
    rows: Sequence[Row], fits: Sequence[Fitted], short: Sequence[ShortText], in_sample: Bools
) -> Iterator[Line]:
    """Headlines, items of feeds and teasers, main concerns of incidents, and single sentences, each by models of the
    other folds; `in_sample` is what the weights of all short texts suggest of them."""
    features = short_features(short, fits)
    scores, gold = short_left_out(short, features), np.array([one.gold for one in short])
    kind = np.array([one.kind for one in short])
    suggested = said(scores, sure_of(short))
    known = np.array([one.worth for one in short]) > 0
    for name, of in (
        ("headlines with context", "headline"),
        ("titles alone", "title"),
        ("items of feeds", "item"),
        ("beginnings of stories", "beginning"),
        ("items of our own", "own item"),
    ):
        here = kind == of
        micro, macro = f1(gold[here], suggested[here] & known[here], least=5 if of != "item" else 1)
        within = f1(gold[here], in_sample[here] & known[here])[0]
        yield (
            f"concerns of {name}: micro / macro / LRAP (in sample)",
            f"{micro:.3f} / {macro:.3f} / {lrap(gold[here], scores[here]):.3f} ({within:.3f})",
        )
        if known[here].all():
            yield from calibration(name, gold[here], scores[here])
    free = ~gold.any(axis=1)
    for name, of in (
        ("items with nothing at stake", "item"),
        ("plain teasers", "plain"),
        ("items of our own with nothing at stake", "own item"),
    ):
        here = free & (kind == of)
        alone = float((~suggested[here].any(axis=1)).mean())
        low, high = interval(alone, int(here.sum()))
        yield f"{name} left without a suggestion", f"{alone:.3f} [{low:.2f}-{high:.2f}] (n={here.sum()})"
    incident = kind == "incident"
    right = gold[incident].argmax(axis=1)
    one, three = (in_top(right, scores[incident], most) for most in (1, 3))
    yield "the one concern of an incident: top 1 / in top 3", f"{one:.3f} / {three:.3f}"
    texts, truth = read_short(rows, fits), labels(rows)
    sentences = np.array([row.source == "mit" for row in rows])
    found = _right_sentence(truth[sentences], (texts.logits + LEAD * texts.leads)[sentences])
    yield f"the one right sentence among {_SENTENCES}", f"{found:.3f}"


def _right_sentence(gold: Bools, logits: Floats) -> float:
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
    """Concerns of full stories: over folds by source, in sample, of the fold whose texts nobody opened, and how far
    scores are from shares."""
    scores, gold = left_out(stories)
    fold = np.array([story.fold for story in stories])
    suggested = said(scores, SURE["story"])
    features = np.array([story.features for story in stories])
    within = said(fit_sum(features, gold, STORY_RIDGE).probabilities(features), SURE["story"])
    micro, macro = f1(gold, suggested, least=5)
    yield "concerns of stories: micro / macro / LRAP", f"{micro:.3f} / {macro:.3f} / {lrap(gold, scores):.3f}"
    each = [f1(gold[fold == held], suggested[fold == held])[0] for held in np.unique(fold)]
    yield "the same, the mean of the folds' micro", f"{np.mean(each):.3f}"
    yield "the same in sample: micro / macro", " / ".join(f"{value:.3f}" for value in f1(gold, within, least=5))
    kept = fold == KEPT
    yield (
        f"the same of fold {KEPT}: micro / LRAP",
        f"{each[0]:.3f} / {lrap(gold[kept], scores[kept]):.3f} (n={kept.sum()})",
    )
    free = ~gold.any(axis=1)
    empty = int((~suggested[free].any(axis=1)).sum())
    yield "stories with nothing at stake left without a suggestion", f"{empty} of {free.sum()}"
    yield from calibration("stories", gold, scores)


def calibration(name: str, gold: Bools, scores: Floats) -> Iterator[Line]:
    """How far scores are from shares, in all and by concern, beside what chance alone does in one draw of twenty; by
    concern the number of right ones in front."""
    both = f"{calibration_error(gold, scores):.3f} / {error_by_chance(scores):.3f}"
    yield f"calibration error of {name}: measured / by chance", both
    for index, concern in enumerate(IDS):
        is_so, score = gold[:, index], scores[:, index]
        both = f"{calibration_error(is_so, score):.3f} / {error_by_chance(score):.3f}"
        yield f"    {concern} (n={is_so.sum()})", both


def evidence(stories: Sequence[LabelledStory], mixed: Sequence[Choice]) -> Iterator[Line]:
    """Evidence in stories, by weights of other folds of sources, and in medleys of risk sentences of other folds."""
    scores, _ = left_out(stories)
    suggested = said(scores, SURE["story"])
    choices = story_choices(stories)
    pairs = [(index, concern) for index, story in enumerate(stories) for concern in story.shown]
    weights = [fit_choices([one for one in [*choices, *mixed] if one.place != fold]) for fold in range(FOLDS)]
    orders = [one.right[one.order(weights[one.place])] for one in choices]
    heard = [order for order, pair in zip(orders, pairs, strict=True) if suggested[pair]]
    for name, found in (("", heard), (", suggested or not", orders)):
        first, several = (float(np.mean([order[:most].any() for order in found])) for most in (1, 3))
        low, high = interval(first, len(found))
        yield (
            f"evidence: first sentence / one of three{name}",
            f"{first:.3f} [{low:.2f}-{high:.2f}] / {several:.3f} (n={len(found)})",
        )
    hits = [one.right[one.order(weights[one.place])[0]] for one in mixed]
    yield "evidence in medleys of risk sentences: first sentence", f"{np.mean(hits):.3f}"


def concerns_of_other_languages(folder: Path) -> Iterator[Line]:
    """Concerns of German, French and Spanish texts by the lexicons, as the program suggests them; nothing is fitted."""
    rows = other_languages(folder)
    gold, suggested = np.zeros((2, len(rows), len(IDS)), dtype=bool)
    brief = np.zeros(len(rows), dtype=bool)
    for index, row in enumerate(rows):
        reading = Reading.of(row["text"], row["title"], row["lang"])
        brief[index] = reading.short
        for one in suggest(reading):
            suggested[index, IDS.index(one.concern)] = one.suggested
        for one in row["concerns"]:
            gold[index, IDS.index(one["concern"])] = True
    for name, here in (("stories", ~brief), ("items of feeds", brief)):
        if not here.any():
            continue
        free = here & ~gold.any(axis=1)
        alone = int((~suggested[free].any(axis=1)).sum())
        micro, _ = f1(gold[here], suggested[here])
        yield (
            f"concerns of {name} in other languages: micro; left without",
            f"{micro:.3f} (n={here.sum()}); {alone} of {free.sum()}",
        )


def parties_of_stories(parties: list[LabelledParty], golds: Mapping[int, int]) -> Iterator[Line]:
    """Names and roles of full stories and feed items, the sources of each fold left out in turn; `golds` has the number
    of stakeholders that readers named by fold."""
    suggested = parties_left_out(parties)
    counts = {fold: np.zeros(5) for fold in golds}  # suggested, right; roles right, said, gold
    for fold, count in counts.items():
        model = fit_roles([one for one in parties if one.fold != fold], ROLES_RIDGE)
        here = [index for index, one in enumerate(parties) if one.fold == fold and suggested[index]]
        right_ones = matched([parties[index] for index in here])
        count += len(here), len(right_ones), 0, 0, 0
        for stakeholder, logits in zip(right_ones, model.logits(right_ones) if right_ones else (), strict=True):
            roles = said_roles(logits, SECOND_ROLE)
            count[2:] += len(roles & stakeholder.roles), len(roles), len(stakeholder.roles)
    named, right, *roles_counted = sum(counts.values(), np.zeros(5))
    gold = sum(golds.values())
    both = 2 * right / (named + gold)
    figures = " / ".join(f"{value:.3f}" for value in (right / named, right / gold, both))
    yield "stakeholder names: precision / recall / F1", f"{figures} (n={gold})"
    each = [2 * count[1] / (count[0] + golds[fold]) for fold, count in counts.items()]
    yield "the same, the mean of the folds' F1; of fold 0", f"{np.mean(each):.3f}; {each[0]:.3f}"
    yield "roles on matched names: micro-F1", f"{_f1_of_roles(roles_counted):.3f} (n={right:.0f})"
    each = [_f1_of_roles(count[2:]) for count in counts.values()]
    yield "the same, the mean of the folds; fold 0", f"{np.mean(each):.3f}; {each[0]:.3f}"


def _f1_of_roles(counts: Sequence[float] | Floats) -> float:
    """Return the micro-F1 of roles from how many were right, said and gold."""
    return float(2 * counts[0] / max(1.0, counts[1] + counts[2]))


def types_of_stories(stakeholders: Sequence[LabelledParty]) -> Iterator[Line]:
    """Types of the candidates that a reader named too; rules only, nothing is fitted."""
    found = [(stakeholder.candidate.type, stakeholder.type) for stakeholder in stakeholders if stakeholder.gold]
    yield "stakeholder type: accuracy", f"{np.mean([one == other for one, other in found]):.3f} (n={len(found)})"


def roles_of_incidents(stories: Sequence[LabelledParty], incidents: Sequence[LabelledParty]) -> Iterator[Line]:
    """Deployer, developer and harmed of the stakeholders that a description names, by the model of stories."""
    counts = {role: np.zeros(3) for role in INCIDENT_ROLES.values()}
    model = fit_roles(stories, ROLES_RIDGE)
    for stakeholder, logits in zip(incidents, model.logits(incidents), strict=True):
        roles = said_roles(logits, SECOND_ROLE)
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
    labelled = [*rows, *plain_rows(), *item_rows()]
    fits = fits_of_folds(labelled, background)
    full = labelled_stories(folder, fit(labelled, background).model)
    short = short_texts(folder)
    features = short_features(short, fits)
    in_sample = said(fit_short(short, features).probabilities(features), sure_of(short))
    stories, incidents = story_parties(folder), incident_parties(folder)
    golds = dict.fromkeys(range(FOLDS), 0)
    for row in [*full_rows(folder), *short_items(folder)]:
        golds[source_fold(row)] += len(row["stakeholders"])
    parts = (
        concerns_of_short_texts(rows, fits, short, in_sample),
        concerns_of_stories(full),
        evidence(full, list(medleys(rows, fits))),
        concerns_of_other_languages(folder),
        parties_of_stories(stories, golds),
        types_of_stories(stories),
        roles_of_incidents(stories, incidents),
        summaries(folder),
    )
    for part in parts:
        for name, figure in part:
            print(f"{name:62s} {figure}", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_FOLDER)
