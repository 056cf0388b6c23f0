"""forget: asked twice, done whole, and what can't be reached is said. show --versions: what changed in the words."""

import io
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from civic.story import Story
from storage.files.places import Places
from storage.library.library import Library

Run = Callable[..., Any]


@pytest.fixture
def judged(civicdesk: Run, home: Path) -> str:
    """A story that was tagged, and changed since."""
    with Library.open(Places.find(home, environ={}), who="ada", now=lambda: datetime.now(UTC)) as library:
        library.put_many([
            Story(id="aaaa1111", title="Council buys scanners", text="The council bought 40 scanners."),
            Story(id="aaaa2222", title="Another", text="About a park."),
        ])  # fmt: skip
    assert civicdesk("note", "aaaa1", "ask", "them").status == 0
    with Library.open(Places.find(home, environ={}), who="ada", now=lambda: datetime.now(UTC)) as library:
        library.put_many(
            [Story(id="aaaa1111", title="Council leases scanners", text="The council leased 40 scanners.")]
        )
    return "aaaa1111"


def test_what_changed_is_shown_with_the_words_marked(civicdesk: Run, judged: str) -> None:
    lines = civicdesk("show", "aaaa1", "--versions").lines
    assert "  Title: Council [-buys-] {+leases+} scanners" in lines
    assert "  The council [-bought-] {+leased+} 40 scanners." in lines
    (version,) = civicdesk("show", judged, "--versions", "--json").json["versions"]
    assert version["text"] == "The council bought 40 scanners."
    assert [[*part] for part in version["changed_text"]] == [["same"], ["old"], ["new"], ["same"]]
    assert "--versions" in civicdesk("show", judged).out
    assert civicdesk("count", "is:updated").out == "1\n"
    assert civicdesk("show", "aaaa2", "--versions").lines[-1].startswith("No earlier words are kept")
    assert civicdesk("show", "aaaa2", "--versions", "--json").json["versions"] == []


def test_nothing_is_forgotten_unless_the_whole_id_is_given_twice(civicdesk: Run, judged: str) -> None:
    for arguments, status, said in (
        (["zz", "--sure", "zz"], 1, "No story has an id that begins with 'zz'"),
        (["", "--sure", ""], 1, "No story"),
        (["aaaa", "--sure", "aaaa"], 1, "2 stories"),
        (["*", "--sure", "*"], 1, "No story"),
        (["aaaa1"], 2, "--sure aaaa1111"),
        (["aaaa1", "--json"], 2, "--sure aaaa1111"),
        (["aaaa1", "--sure", "aaaa1"], 2, "whole id, aaaa1111"),
        ([judged, "--sure", "aaaa2222"], 2, "whole id, aaaa1111"),
    ):
        done = civicdesk("forget", *arguments)
        assert (done.status, said in done.err) == (status, True), done.err
    assert civicdesk("count", "scanners").out == "1\n"


def test_it_is_gone_and_the_limits_are_said(civicdesk: Run, judged: str, home: Path) -> None:
    done = civicdesk("forget", "aaaa1", "--sure", judged)
    assert done.status == 0, done.err
    assert "versions.json" in done.lines[0]
    assert "backups and snapshots" in done.out
    assert civicdesk("show", judged).status == 1
    found = [path for path in home.rglob("*") if path.is_file() and b"scanners" in path.read_bytes()]
    assert found == []
    again = civicdesk("forget", judged, "--sure", judged, "--json").json
    assert (again["documents"], again["files"], again["missed"]) == (0, [], [])


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("answers", "gone"),
    [
        ("y\naaaa1111\n", True),
        ("yes\naaaa1111\n", True),
        ("y\naaaa1\n", False),
        ("y\n\n", False),
        ("y\n", False),
        ("n\naaaa1111\n", False),
        ("\n", False),
        ("", False),
    ],
)
def test_a_terminal_is_asked_twice(
    answers: str, gone: bool, judged: str, civicdesk: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cli.main import main

    monkeypatch.setattr(sys, "stdin", Terminal(answers))
    errors = Terminal()
    monkeypatch.setattr(sys, "stderr", errors)
    status = main(["forget", "aaaa1"])
    assert status == (0 if gone else 1)
    assert "Council leases scanners" in errors.getvalue()
    monkeypatch.undo()
