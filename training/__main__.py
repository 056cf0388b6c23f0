"""`python -m training [FOLDER]`: make the learned data of `civic/analysis` from the labelled data in FOLDER."""

import json
import sys
from pathlib import Path
from typing import Any, Final

import numpy as np

from training.data import rows_of, short_rows
from training.evidence import fit_evidence, medleys
from training.examples import item_rows, plain_rows
from training.roles import (
    ROLE_IDS,
    fit_parties,
    fit_roles,
    story_parties,
    written_parties,
    written_roles,
)  # fmt: skip
from training.summary import labelled_texts, written_summary
from training.weighing import (
    STORY_RIDGE,
    fit_short,
    fit_sum,
    fits_of_folds,
    labelled_stories,
    short_features,
    short_texts,
    story_choices,
    written,
)  # fmt: skip
from training.words import fit

DEFAULT_FOLDER: Final = Path("../shared/data")
_TARGET: Final = Path(__file__).parent.parent / "civic" / "analysis"
SECOND_ROLE: Final = 0.0
"""The logit from which on a second role is said."""
ROLES_RIDGE: Final = 0.03


def background_texts(folder: Path) -> list[str]:
    """Texts without labels of concerns that shape the topics."""
    stories = [f"{row['title']}. {row['text']}" for row in rows_of(folder, "stories-dev.jsonl")]
    incidents = [f"{row['title']}. {row['text']}" for row in rows_of(folder, "aiid-dev.jsonl") if not row["concern"]]
    return stories + incidents


def write(name: str, body: dict[str, Any]) -> None:
    """Write one file of plain numbers beside the code that reads it."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    (_TARGET / name).write_text(text + "\n", encoding="utf-8")


def main(folder: Path) -> None:
    """Train everything and write it."""
    rows, background = short_rows(folder), background_texts(folder)
    labelled = [*rows, *plain_rows(), *item_rows()]
    fitted, fits = fit(labelled, background), fits_of_folds(labelled, background)
    write("concerns.json", dict(fitted.body))
    stories = labelled_stories(folder, fitted.model)
    story = fit_sum(np.array([one.features for one in stories]), np.array([one.gold for one in stories]), STORY_RIDGE)
    texts = short_texts(folder)
    short = fit_short(texts, short_features(texts, fits))
    evidence = fit_evidence([*story_choices(stories), *medleys(rows, fits)])
    write("weighing.json", written(story, short, *evidence))
    train_parties(folder)
    write("summary.json", written_summary(labelled_texts(folder)))


def train_parties(folder: Path) -> None:
    """Train who counts as a stakeholder and which roles stakeholders have."""
    stakeholders = story_parties(folder)
    write("stakeholders.json", written_parties(*fit_parties(stakeholders)))
    write("roles.json", {"roles": ROLE_IDS, **written_roles(fit_roles(stakeholders, ROLES_RIDGE), SECOND_ROLE)})


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_FOLDER)
