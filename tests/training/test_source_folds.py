import json
from pathlib import Path

import numpy as np
import pytest

from training.data import FOLDS, full_rows, other_languages, short_items, source_fold
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
    write("languages-dev.jsonl", {"id": "f", "lang": "es"})
    assert [row["id"] for row in other_languages(tmp_path)] == ["f", "e"]


def test_other_languages_are_measured_as_the_program_suggests(tmp_path: Path) -> None:
    from training.evaluate import concerns_of_other_languages  # a second of imports, for those who run this test

    leak = {"title": "Datenleck", "text": "Hackerangriff auf die Stadt: Daten gestohlen.", "lang": "de"}
    feast = {"title": "Fête", "text": "Le club invite ses membres à la fête de samedi.", "lang": "fr"}
    rows = [{**leak, "concerns": [{"concern": "security", "evidence": []}]}, {**feast, "concerns": []}]
    (tmp_path / "languages-dev.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    figures = dict(concerns_of_other_languages(tmp_path))
    assert figures["concerns of items of feeds in other languages: micro; left without"] == "1.000 (n=2); 1 of 1"


def test_scores_that_mean_what_they_say_have_no_calibration_error() -> None:
    gold = np.array([[True], [True], [True], [True], [False]])
    assert calibration_error(gold, np.full((5, 1), 0.8)) == pytest.approx(0.0)
    assert calibration_error(gold, np.full((5, 1), 0.2)) == pytest.approx(0.6)
