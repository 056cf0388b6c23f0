"""history and undo on the command line: what commands change is taken back by them, and removing says how."""

import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
PASSING = ("history", "signed")


@pytest.fixture
def ready(civicdesk: Run, stories: Path, tmp_path: Path) -> Run:
    """Calls commands on a library of three stories with a view, a rule and a feed."""
    opml = tmp_path / "feeds.opml"
    opml.write_text('<opml version="2.0"><body><outline text="F" xmlUrl="https://f.example/rss"/></body></opml>')
    run: Run = lambda *arguments: civicdesk("--library", stories, *arguments)  # noqa: E731
    assert run("views", "add", "Mine", "police").status == 0
    assert run("rules", "add", "Stars", "title:football", "--do", "star").status == 0
    assert run("feeds", "import", opml).status == 0
    return run


def state(run: Run) -> list[Any]:
    commands = (("list", "is:hidden", "OR", "police", "OR", "the", "OR", "-police"), ("views", "list"),
                ("rules", "list"), ("feeds", "list"))  # fmt: skip
    shown = [run("show", story, "--json").json for story in ("aa11", "aa22")]
    return [*(run(*words, "--json").json for words in commands), *shown]


def judged(run: Run) -> list[Any]:
    """What the state is without the histories, which grow, and without the times of decisions, which pass."""
    return json.loads(  # type: ignore[no-any-return]
        json.dumps(state(run)), object_hook=lambda found: {k: v for k, v in found.items() if k not in PASSING}
    )


def test_what_commands_change_is_taken_back_and_made_again(ready: Run) -> None:
    commands = ("tag aa11 privacy --severity high",
                "correct Ofcom --add --story aa11 --role overseer", "rules run", "views remove Mine",
                "feeds edit F --group News --interval 30")  # fmt: skip
    states = [judged(ready)]
    for command in commands:
        assert ready(*command.split()).status == 0
        states.append(judged(ready))
    assert sum(before != after for before, after in pairwise(states)) >= len(commands) - 1
    for _ in commands:
        done = ready("undo")
        assert (done.status, done.err) == (0, "")
        assert done.out.startswith("Taken back: ")
    assert judged(ready) == states[0]
    for _ in commands:
        assert ready("undo", "--again").out.startswith("Made again: ")
    assert judged(ready) == states[-1]


def test_history_lists_the_steps_and_undo_takes_any_of_them(ready: Run) -> None:
    assert ready("star", "aa11").status == 0
    assert ready("note", "aa11", "Mine").status == 0
    steps = ready("history", "--json").json
    assert [step["label"] for step in steps[:2]] == [
        "wrote a note on “Council scraps face scanners”", "starred: 1 story",
    ]  # fmt: skip
    assert all(step["can"] and not step["undone"] and step["desk"] == "command line" for step in steps)
    assert ready("undo", steps[1]["step"][:8]).out == "Taken back: starred: 1 story (1 decision).\n"
    lines = ready("history").lines
    assert lines[1].startswith(steps[1]["step"])
    assert lines[1].endswith("command line  starred: 1 story  (taken back)")
    again = ready("undo", steps[1]["step"], "--again", "--json").json
    assert again == {"label": "starred: 1 story", "undone": False, "decisions": 1, "more": False}


def test_what_can_not_be_taken_back_is_said_in_a_sentence(ready: Run, civicdesk: Run, tmp_path: Path) -> None:
    assert ready("star", "aa11").status == 0
    (step,) = [one["step"] for one in ready("history", "--json").json if "starred" in one["label"]]
    assert ready("star", "aa11", "--off").status == 0
    done = ready("undo", step)
    assert (done.status, done.out) == (1, "")
    assert done.err == (
        "civicdesk: “starred: 1 story” can't be taken back: “Council scraps face scanners” has been decided on anew "
        "since. Nothing was changed.\n"
    )
    assert "decided on anew since" in ready("history").out
    missing = ready("undo", "no-such")
    assert (missing.status, missing.err) == (
        1, "civicdesk: No step has an id that begins with 'no-such': civicdesk history shows the ids.\n",
    )  # fmt: skip


def test_on_a_new_home_there_is_nothing_to_take_back(civicdesk: Run) -> None:
    done = civicdesk("undo")
    assert (done.status, done.out) == (1, "")
    assert done.err.startswith("civicdesk: No command has changed anything that could be taken back")
    assert civicdesk("history", "--json").json == []
    assert "Nothing has been changed yet" in civicdesk("history").err


@pytest.mark.parametrize("command", ["views remove Mine", "rules remove Stars", "feeds remove F"])
def test_nothing_is_removed_without_saying_how_to_take_it_back(command: str, ready: Run) -> None:
    assert ready(*command.split()).out.endswith("civicdesk undo takes it back.\n")


def test_a_settings_file_that_is_gone_by_an_undo_is_not_missed(civicdesk: Run) -> None:
    assert civicdesk("views", "add", "Mine", "police").status == 0
    assert civicdesk("views", "list").status == 0
    for _ in range(2):
        assert civicdesk("undo").err == ""
        assert civicdesk("views", "list").err == ""
        assert civicdesk("undo", "--again").err == ""


def test_an_import_is_taken_back_with_its_stories(ready: Run, tmp_path: Path) -> None:
    theirs = tmp_path / "theirs.jsonl"
    theirs.write_text(json.dumps({"id": "n1", "title": "New", "who": "Ann",
                                  "judgement": {"concerns": {"bias": {"verdict": "tagged"}}}}) + "\n")  # fmt: skip
    before = ready("list", "--json").json
    assert ready("import", theirs).status == 0
    assert ready("show", "n1").status == 0
    assert ready("undo").out == "Taken back: imported theirs.jsonl.\n"
    assert ready("list", "--json").json == before
    assert ready("import", theirs).status == 0
    assert ready("note", "n1", "Mine").status == 0
    steps = [step for step in ready("history", "--json").json if step["label"] == "imported theirs.jsonl"]
    refused = ready("undo", steps[0]["step"])
    assert refused.status == 1
    assert "you have decided on “New” since" in refused.err


def test_a_journal_of_steps_that_is_broken_is_said(ready: Run, home: Path) -> None:
    assert ready("star", "aa11").status == 0
    journal = home / "undo.journal"
    journal.write_bytes(journal.read_bytes() + b"no line\n")
    assert ready("note", "aa11", "Mine").status == 0
    done = ready("undo")
    assert done.out.startswith("Taken back: wrote a note")
    assert "1 line of " in done.err
    assert "can't be read" in done.err
    done = ready("undo")  # what was lost may have been anything: nothing older is taken back
    assert (done.status, done.out) == (1, "")
    assert "“something that can't be read any more” can't be taken back" in done.err
    starred = next(step["step"] for step in ready("history", "--json").json if "starred" in step["label"])
    assert ready("undo", starred).out == "Taken back: starred: 1 story (1 decision).\n"
    journal.unlink()
    journal.mkdir()
    done = ready("star", "bb33")
    assert (done.status, done.out) == (0, "bb33: starred\n")
    assert "can be taken back until civicdesk ends" in done.err


def test_a_home_that_was_moved_takes_back_what_was_added_before(
    civicdesk: Callable[..., Any], home: Path, tmp_path: Path
) -> None:
    (tmp_path / "more.md").write_text("# Council buys cameras\n\nResidents fear surveillance.\n")
    assert civicdesk("add", tmp_path / "more.md").status == 0
    moved = home.rename(tmp_path / "moved")
    assert civicdesk("undo", "--home", moved).status == 0
    assert civicdesk("count", "cameras", "--home", moved).out == "0\n"
