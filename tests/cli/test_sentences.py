"""list and show in words."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

Run = Callable[..., Any]
MARKS = set("●○✗•│▌“”·")


def test_a_list_says_in_words_what_columns_show(civicdesk: Run, stories: Path) -> None:
    civicdesk("tag", "aa11", "privacy", "--library", stories)
    civicdesk("star", "aa11", "--library", stories)
    civicdesk("read", "aa11", "--off", "--library", stories)
    out = civicdesk("list", "council", "--plain", "--library", stories).out
    assert out.split("\n\n")[0].splitlines() == [
        "Title: Council scraps face scanners", "Source: Gazette, 20 Nov 2026", "Marks: unread, starred",
        "Tagged: Privacy & surveillance", *[line for line in out.splitlines() if line.startswith("Suggested")],
        "Id: aa11",
    ]  # fmt: skip
    assert not MARKS & set(out)


def test_each_line_of_a_story_says_what_it_is(civicdesk: Run) -> None:
    civicdesk("tag", "seed", "privacy")
    civicdesk("note", "seed", "Call them.")
    out = civicdesk("show", "seed", "--plain").out
    head, _, text = out.partition("Text:\n")
    assert {line.split(":")[0] for line in head.splitlines()} == {
        "Title", "Source", "Marks", "Id", "Summary", "Stakeholder", "Concern", "Suggested concern", "Evidence", "Note",
    }  # fmt: skip
    assert "Concern: Privacy & surveillance, " in head
    assert "Palantir, company, suggested; roles: supplier" in head
    assert "Palantir" in text
    assert not MARKS & set(head)
