import json
from pathlib import Path

import numpy as np
import pytest

from training.data import FOLDS, full_rows, short_items, source_fold
from training.scores import calibration_error


def test_all_stories_of_a_source_are_in_one_fold_whatever_else_they_are() -> None:
    folds = {source_fold({"repo": "town/stories", "id": str(number)}) for number in range(50)}
    assert len(folds) == 1
    assert {source_fold({"repo": f"town/{number}"}) for number in range(200)} == set(range(FOLDS))


def test_full_stories_come_from_all_files_that_are_there_and_are_english(tmp_path: Path) -> None:
    def write(name: str, *rows: dict[str, str]) -> None:
        (tmp_path / name).write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")

    write("stories-dev.jsonl", {"id": "a"})
    assert [row["id"] for row in full_rows(tmp_path)] == ["a"]
    write("stories2-dev.jsonl", {"id": "b", "lang": "en"}, {"id": "c", "lang": "fr"})
    write("short-dev.jsonl", {"id": "d", "lang": "en"}, {"id": "e", "lang": "de"})
    assert [row["id"] for row in full_rows(tmp_path)] == ["a", "b"]
    assert [row["id"] for row in short_items(tmp_path)] == ["d"]


def test_scores_that_mean_what_they_say_have_no_calibration_error() -> None:
    gold = np.array([[True], [True], [True], [True], [False]])
    assert calibration_error(gold, np.full((5, 1), 0.8)) == pytest.approx(0.0)
    assert calibration_error(gold, np.full((5, 1), 0.2)) == pytest.approx(0.6)
