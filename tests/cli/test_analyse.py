"""analyse: the JSON of the agreement, to the letter."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import seeds
from civic.codebook import CONCERN_BY_ID, ROLE_BY_ID, STAKEHOLDER_TYPES

Run = Callable[..., Any]
TEXT = seeds.story()["text"]


def spans(result: dict[str, Any]) -> list[dict[str, Any]]:
    found = list(result["summary"])
    for part in (*result["stakeholders"], *result["concerns"]):
        found += part["evidence"]
    return found


@pytest.mark.parametrize(
    "text", [TEXT, TEXT.replace("\n", "\r\n"), "\x1b[31m" + TEXT + "\u202e\U0001f600", "", " ", "Word", "。。"]
)
def test_the_text_is_analysed_to_the_letter(text: str, civicdesk: Run) -> None:
    done = civicdesk("analyse", "-", given=text.encode())
    assert done.status == 0
    assert done.out.isascii()
    assert set(done.json) == {"id", "version", "summary", "stakeholders", "concerns"}
    for span in spans(done.json):
        assert text[span["start"] : span["end"]] == span["text"]


def test_json_is_no_abbreviation_of_jsonl(civicdesk: Run, tmp_path: Path) -> None:
    (tmp_path / "text.txt").write_text(TEXT, "utf-8")
    done = civicdesk("analyse", tmp_path / "text.txt", "--json")
    assert done.status == 0
    assert done.json["concerns"]
    wrong = civicdesk("analyse", tmp_path / "text.txt", "--jso")
    assert (wrong.status, wrong.out) == (2, "")


def test_the_shape_is_the_agreed_one(civicdesk: Run) -> None:
    result = civicdesk("analyse", given=TEXT.encode()).json
    assert {one["concern"] for one in result["concerns"]} == set(CONCERN_BY_ID)
    for one in result["concerns"]:
        assert set(one) == {"concern", "score", "suggested", "why", "evidence"}
        assert all(set(evidence) == {"start", "end", "text", "score"} for evidence in one["evidence"])
    scores = [one["score"] for one in result["concerns"]]
    assert scores == sorted(scores, reverse=True)
    for one in result["stakeholders"]:
        assert set(one) == {"name", "aliases", "type", "roles", "score", "evidence"}
        assert one["type"] in STAKEHOLDER_TYPES
        assert set(one["roles"]) <= set(ROLE_BY_ID)
    assert all(set(span) == {"start", "end", "text"} for span in result["summary"])


def test_a_file_gives_what_standard_input_gives(civicdesk: Run, tmp_path: Path) -> None:
    path = tmp_path / "text.txt"
    path.write_bytes(b"\xef\xbb\xbf" + TEXT.encode())
    assert civicdesk("analyse", path).json == civicdesk("analyse", given=TEXT.encode()).json


def test_one_line_in_is_one_line_out_and_a_bad_one_stops_none(civicdesk: Run) -> None:
    lines = [
        json.dumps({"id": "a", "title": "T", "text": TEXT}),
        "",
        "not json",
        "[1]",
        json.dumps({"id": 7, "text": "Privacy campaigners protest."}),
        json.dumps({"id": "b"}),
        json.dumps({"id": "c", "text": 3}),
        json.dumps({"id": "d", "title": [], "text": "x"}),
        json.dumps({"text": "lone \ud800 surrogate"}),
        "[" * 100_000,
        '{"id": "e", "text": "x", "n": ' + "9" * 6000 + "}",
        '{"id": "f", "text": "\\u0000"}',
    ]
    done = civicdesk("analyse", "--jsonl", given="\n".join(lines).encode())
    assert done.status == 3
    found = [json.loads(line) for line in done.lines]
    assert [one["id"] for one in found[:7]] == ["a", None, None, 7, "b", "c", "d"]
    assert ["error" in one for one in found] == [False, True, True, False, True, True, True, False, True, True, False]
    assert len(found[7]["id"]) == 16
    assert found[0]["summary"]


def test_good_lines_alone_end_well(civicdesk: Run) -> None:
    assert civicdesk("analyse", "-", "--jsonl", given=b'{"id": "a", "text": "x"}\n').status == 0
    assert civicdesk("analyse", "--jsonl", given=b"").status == 0


def test_what_is_no_text_is_told(civicdesk: Run, tmp_path: Path) -> None:
    for arguments, given in ((["-"], b"caf\xe9"), ([tmp_path / "none.txt"], b""), ([tmp_path], b"")):
        done = civicdesk("analyse", *arguments, given=given)
        assert (done.status, done.out) == (1, "")
        assert done.err.count("\n") == 1
