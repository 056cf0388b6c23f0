"""Blind and unaided coding without the screen: what is printed and exported tells nothing of others and the machine."""

from pathlib import Path

import pytest

from cli.main import main
from tests.unaided_homes import CODED_ONE, SAMPLE, two_homes
from workspace.workspace import Workspace

FILTERS = (
    "is:conflict", "-is:conflict", "who:ben", "concern:surveillance", "concerns:1", "stakeholder:palantir",
    "role:supplier", "tag:bias", "is:updated", "note:ben", "-concern:privacy OR who:ben",
)  # fmt: skip
QUESTIONS = (
    *(("count", "--unaided", *written.split()) for written in FILTERS),
    *(("list", "--unaided", "--json", *written.split()) for written in FILTERS[:4]),
    ("list", "--unaided"), ("list", "--view", SAMPLE), ("list", "--unaided", "--plain", "--fold"),
    ("--unaided", "list"), ("related", "s0", "--unaided"), ("stakeholder", "Palantir", "--view", SAMPLE),
    *(("show", story, "--unaided", "--history", *more) for story in ("s0", "s1") for more in ((), ("--json",))),
    ("show", "s1", "--unaided", "--versions"), ("show", "s1", "--unaided", "--weaker"),
    *(("export", "--unaided", "--format", kind) for kind in ("md", "csv", "jsonl", "html", "json", "atom")),
    ("export", "--view", SAMPLE, "--format", "csv", "--long"), ("views", "list", "--json", "--unaided"),
    *(("show", "s0", "--as", who, "--unaided", "--json") for who in ("Ben", "agreed")),
    *(("export", "--as", who, "--unaided", "--format", "csv") for who in ("Ben", "agreed")),
)  # fmt: skip


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return two_homes(tmp_path_factory.mktemp("homes"))


def printed(home: Path, question: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    status = main(["--home", str(home), *question])
    out, err = capsys.readouterr()
    # when it was written is not what it says
    return status, "\n".join(line for line in out.splitlines() if "updated>" not in line and "made on" not in line), err


def test_nothing_tells_what_the_other_decided(homes: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    for question in QUESTIONS:
        one, other = (printed(home, question, capsys) for home in homes)
        assert one == other, question
        assert "Ben was here" not in one[1]
        assert one[0] == 0 or question[0] == "stakeholder", one


def test_without_the_option_they_differ(homes: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    for question in (("count", "who:ben"), ("list",), ("export", "--format", "jsonl"), ("show", "s0", "--json")):
        one, other = (printed(home, question, capsys) for home in homes)
        assert one != other, question


def test_all_is_shown_of_a_story_that_is_coded(homes: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    for home in homes:
        assert printed(home, ("show", CODED_ONE, "--json"), capsys) == printed(
            home, ("show", CODED_ONE, "--json", "--unaided"), capsys
        )
        assert printed(home, ("count", "--unaided", "who:ben"), capsys)[1] == "1"
        assert printed(home, ("count", "--unaided", "is:conflict"), capsys)[1] == "1"


def test_the_user_is_told_what_does_not_count(homes: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    _, _, err = printed(homes[0], ("count", "--unaided", "is:conflict"), capsys)
    assert err == "civicdesk: unaided: suggestions and other coders count only of stories that you have coded.\n"
    assert printed(homes[0], ("count", "--unaided", "palantir"), capsys)[2] == ""


def test_whether_a_decision_was_aided_is_recorded(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home, _ = two_homes(tmp_path)
    for arguments in (
        ("tag", "s0", "privacy", "--unaided"), ("tag", "s2", "power"), ("tag", CODED_ONE, "power", "--unaided"),
        ("note", "s0", "Mine.", "--unaided"),
        ("done", "s3", "--unaided"),
    ):  # fmt: skip
        assert printed(home, arguments, capsys)[0] == 0
    with Workspace.open(home) as workspace:
        last = {name: workspace.library.history(name) for name in ("s0", "s2", "s3", CODED_ONE)}
    said = {(story, one.field): one for story, history in last.items() for one in history}
    assert said["s0", "concern:privacy"].aided is False
    assert said["s0", "concern:privacy"].value.verdict == "tagged"  # type: ignore[union-attr]
    assert said["s0", "concern:privacy"].value.evidence == ()  # type: ignore[union-attr]
    assert said["s0", "note"].aided is False
    assert said["s3", "coded"].aided is False
    assert said["s2", "concern:power"].aided is None
    assert said[CODED_ONE, "concern:power"].aided is True
    assert said["s0", "read"].aided is None
