"""codebook export, import: a colleague's concerns become one's own."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
OWN = """
[concerns.housing]
label = '=Housing "é 😀"'
means = "who gets a home"
keywords = ["eviction", "social housing"]
was = ["homes", "rent"]
[concerns.privacy]
label = "Watching people"
[concerns.bias]
was = ["=unfair", "fairness"]
[concerns.environment]
off = true
was = ["climate"]
[concerns.old]
off = true
was = ["older"]
"""


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_what_one_exports_another_reads_by(kind: str, civicdesk: Run, home: Path, tmp_path: Path) -> None:
    home.mkdir()
    (home / "codebook.toml").write_text(OWN, "utf-8")
    book, other = tmp_path / f"book.{kind}", tmp_path / "other"
    assert civicdesk("codebook", "export", "--format", kind, "-o", book).status == 0
    before = civicdesk("codebook", "export", "--format", "json").json
    assert before["concerns"][-1]["keywords"] == ["eviction", "social housing"]
    assert {one["id"]: one["was"] for one in (*before["concerns"], *before["off"]) if one["was"]} == {
        "housing": ["homes", "rent"], "bias": ["unfair", "fairness"], "environment": ["climate"], "old": ["older"]
    }  # fmt: skip
    for _ in range(2):
        done = civicdesk("codebook", "import", book, "--format", kind, "--home", other)
        assert (done.status, done.err) == (0, "")
        assert done.out.startswith("16 concerns in ")
    assert civicdesk("codebook", "export", "--format", "json", "--home", other).json == before


def test_a_table_from_before_there_were_old_tags_is_ours_and_is_read(civicdesk: Run, tmp_path: Path) -> None:
    book = tmp_path / "book.csv"
    book.write_text("kind,id,label,means,counts,does not count,keywords\r\nconcern,own,Own,,,,word\r\n")
    assert civicdesk("codebook", "import", book).status == 0
    assert civicdesk("codebook", "export", "--format", "json").json["concerns"][0]["was"] == []
    assert civicdesk("codebook", "export", "-o", book).status == 0
    assert book.read_text().startswith("kind,id,label,means,counts,does not count,keywords,was\n")


def test_a_codebook_of_ones_own_hand_is_replaced_only_by_force(civicdesk: Run, home: Path, tmp_path: Path) -> None:
    home.mkdir()
    (home / "codebook.toml").write_text(OWN, "utf-8")
    book = tmp_path / "book.csv"
    civicdesk("codebook", "export", "-o", book)
    done = civicdesk("codebook", "import", book)
    assert (done.status, (home / "codebook.toml").read_text("utf-8")) == (1, OWN)
    assert civicdesk("codebook", "import", book, "--force").status == 0


@pytest.mark.parametrize(
    ("kind", "body"),
    [("json", b"x"), ("json", b"[1]"), ("json", b'{"concerns": [3]}'), ("json", b'{"concerns": [{"label": "x"}]}'),
     ("json", b'{"concerns": []}'), ("json", b'{"concerns": [], "off": [{"id": "a", "was": ["b"]}]}'),
     ("json", b'{"concerns": [{"id": "a"}], "off": [3]}'), ("csv", b"kind,id,was\noff,a,b\n"),
     ("csv", b"a,b\n1,2\n"), ("csv", b'"open'), ("csv", b"\xff"), ("csv", b"")],
)  # fmt: skip
def test_a_file_that_is_no_codebook_is_told_and_changes_nothing(
    kind: str, body: bytes, civicdesk: Run, home: Path, tmp_path: Path
) -> None:
    path = tmp_path / "book"
    path.write_bytes(body)
    done = civicdesk("codebook", "import", path, "--format", kind)
    assert (done.status, done.out, done.err.count("\n")) == (1, "", 1)
    assert not (home / "codebook.toml").exists()


def test_a_hostile_label_is_harmless(civicdesk: Run, home: Path, tmp_path: Path) -> None:
    path = tmp_path / "book.json"
    label = 'x"\n[keys]\n\x1b[31m\\u0000'
    concerns = [
        {"id": "own", "label": label, "keywords": ["a\nb"], "was": 3},
        {"id": "bias", "keywords": {"a": 1}, "was": ["c]\n[x", 7, None]},
    ]
    path.write_text(json.dumps({"concerns": concerns}))
    assert civicdesk("codebook", "import", path, "--format", "json").status == 0
    done = civicdesk("codebook", "export", "--format", "json")
    assert (done.err, len(done.json["concerns"])) == ("", 2)
    assert [one["was"] for one in done.json["concerns"]] == [["c-x"], []]
    assert "\x1b" not in (home / "codebook.toml").read_text("utf-8")
