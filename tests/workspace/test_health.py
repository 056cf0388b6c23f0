"""Copies that a program for keeping folders alike leaves are named, and taken in when asked."""

import shutil
from pathlib import Path

import pytest

from civic.judgement import NOTE, Decision, Verdict, concern_field
from civic.story import Story
from feeds.subscriptions import Feed
from workspace.health import check, repair
from workspace.workspace import Workspace

TAG = concern_field("privacy")


@pytest.fixture
def homes(tmp_path: Path) -> tuple[Path, Path]:
    """Two machines that had one home and were then used apart."""
    here, there = tmp_path / "here", tmp_path / "there"
    with Workspace.open(here, whole=True) as workspace:
        workspace.library.put_many([Story("a", "A story", text="The council bought cameras.")])
        workspace.library.judge([("a", NOTE, "both")])
    shutil.copytree(here, there)
    with Workspace.open(here, whole=True) as workspace:
        workspace.library.judge([("a", NOTE, "here, the later")])
    with Workspace.open(there, whole=True) as workspace:
        workspace.library.put_many([Story("b", "Another", text="The ministry bought an algorithm.")])
        workspace.library.judge([("a", TAG, Decision(Verdict.TAGGED)), ("b", NOTE, "there")])
        workspace.subscriptions.subscribe([Feed("http://b.example/f")])
    return here, there


@pytest.mark.parametrize(
    "mark",
    [
        "{} (Ada's conflicted copy 2026-11-28).json",
        "{} (conflicted copy 2026-11-28 101010).json",
        "{} (In Konflikt stehende Kopie von Ada).json",
        "{}.sync-conflict-20261128-101010-ABCDEFG.json",
        "{}_conflict-20261128-101010.json",
        "{}-LAPTOP-3F2K.json",
        "{} 2.json",
        "{} (1).json",
    ],
)
def test_copies_are_named_and_taken_in(homes: tuple[Path, Path], mark: str) -> None:
    here, there = homes
    for name in ("stories", "judgements", "feeds"):
        shutil.copy(there / f"{name}.json", here / mark.format(name))
    with Workspace.open(here, whole=True) as workspace:
        before = {path.name: path.read_bytes() for path in here.glob("*.json")}
        named = [one for one in check(workspace) if not one.good and "conflict" in one.sentence]
        assert len(named) == 3
        assert all(one.fixable for one in named)
        assert {path.name: path.read_bytes() for path in here.glob("*.json")} == before
        assert sum("taken in" in sentence for sentence in repair(workspace)) == 3
    with Workspace.open(here, whole=True) as workspace:
        judgement = workspace.library.judgement("a")
        assert judgement.note == "here, the later"
        assert set(judgement.concerns) == {"privacy"}
        assert len(workspace.library.history("a")) == 3
        assert workspace.library.judgement("b").note == "there"
        assert workspace.library.story("b")
        assert [feed.url for feed in workspace.subscriptions.feeds()] == ["http://b.example/f"]
        assert not [one for one in check(workspace) if "conflict" in one.sentence]
    assert len(list((here / "backups").glob("*.taken-in-*"))) == 3


@pytest.mark.parametrize("name", ["stories", "judgements", "versions", "forgotten", "feeds"])
def test_a_copy_that_can_not_be_read_to_its_end_is_named_and_left(homes: tuple[Path, Path], name: str) -> None:
    here, there = homes
    copy = here / f"{name} (conflicted copy).json"
    whole = there / f"{name}.json"
    copy.write_bytes((whole if whole.exists() else there / "judgements.json").read_bytes()[:-4])
    (here / "config (conflicted copy).toml").write_text('who = "Bob"\n')
    with Workspace.open(here, whole=True) as workspace:
        named = [one for one in check(workspace) if "conflict" in one.sentence]
        assert [one.fixable for one in named] == [False, False]
        repair(workspace)
        assert workspace.library.story("b") is None
    assert copy.exists()


def test_files_of_the_user_are_no_copies(homes: tuple[Path, Path]) -> None:
    here, _ = homes
    for name in ("stories-old.json", "judgements-2025.json", "mystories (1).json", "stories.json.broken-2026-01-01"):
        (here / name).write_text("{}")
    with Workspace.open(here, whole=True) as workspace:
        assert not [one for one in check(workspace) if "conflict" in one.sentence]
