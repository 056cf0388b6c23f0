"""sample: views of stories that are drawn by chance, and the filter that finds them."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from civic.story import Story
from tests.cli.conftest import Civicdesk
from workspace.workspace import Workspace

LONG = (
    "The council paused its fraud scores on Monday after an audit of 400 letters found that tenants in two wards were "
    "flagged twice as often as others, and that nobody had checked the data that the supplier had bought."
)


def put(home: Path, numbers: range, text: str = "") -> None:
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    with Workspace.open(home, whole=True) as workspace:
        workspace.library.put_many([
            Story(f"s{number}", f"Story {number}{' police' if number % 2 else ''}", text=text or f"Text {number}.",
                  feed=f"https://{number}.example/", published=begin + timedelta(hours=number)) for number in numbers
        ])  # fmt: skip


@pytest.fixture
def filled(home: Path) -> Path:
    put(home, range(20))
    return home


def drawn(civicdesk: Civicdesk, *arguments: str) -> list[str]:
    stories: list[str] = civicdesk("sample", *arguments, "--json").json["stories"]
    return stories


def test_a_sample_is_a_view_that_stays(filled: Path, civicdesk: Civicdesk) -> None:
    first = drawn(civicdesk, "5", "police", "--seed", "7", "--name", "Pilot", "--unaided")
    assert len(set(first)) == 5
    assert drawn(civicdesk, "5", "police", "--seed", "7", "--name", "Again") == first
    assert drawn(civicdesk, "5", "police", "--seed", "8") != first
    put(filled, range(20, 60))
    assert {row["id"] for row in civicdesk("list", "--view", "Pilot", "--json").json} == set(first)
    assert civicdesk("count", "sample:pilot").out == "5\n"
    assert civicdesk("count", "-sample:pilot").out == "56\n"  # with the first story of the program
    assert civicdesk("export", "sample:Pilot", "--format", "csv").out.count("\ns") >= 5
    civicdesk("done", first[0])
    [view] = [one for one in civicdesk("views", "list", "--json").json if one["name"] == "Pilot"]
    assert (view["coded"], view["stories"], view["unaided"], view["unread"]) == (1, 5, True, 4)
    assert view["drawn"] == "5 of 11 stories, seed 7, filter: police"
    assert 'sample:"Pilot"  1 of 5 coded  unaided' in civicdesk("views", "list").out


def test_a_sample_is_undone_as_other_views_are(filled: Path, civicdesk: Civicdesk) -> None:
    drawn(civicdesk, "3", "--seed", "1")
    assert civicdesk("undo").status == 0
    assert "Sample 1" not in civicdesk("views", "list").out
    assert civicdesk("count", "sample:x").err == ("civicdesk: There is no sample 'x': civicdesk sample draws one.\n")


def test_one_of_a_duplicate_group_is_drawn(home: Path, civicdesk: Civicdesk) -> None:
    put(home, range(4), LONG)
    put(home, range(4, 6))
    found = drawn(civicdesk, "10", "--seed", "1")
    assert len(found) == 4  # one of four copies, two others, and the first story of the program
    assert civicdesk("sample", "10", "--seed", "2").out == (
        'Kept the view Sample 2 of 4 stories, fewer than 10: there are no more; sample:"Sample 2" finds them.\n'
    )


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("0", "--seed", "1"), "A sample of 0 stories can't be drawn: ask for 1 to 100000."),
        (("--seed", "1", "3", "nothing-of-this"), "The filter finds no story to draw"),
        (("3", "--seed", "1", "--name", "unread"), "There is a view 'unread' already"),
        (("3", "is:nonsense", "--seed", "1"), "A story can't be 'nonsense'"),
        (("x", "--seed", "1"), "invalid int value"),
        (("3",), "--seed"),
    ],
)
def test_what_can_not_be_drawn_is_said(civicdesk: Civicdesk, arguments: tuple[str, ...], says: str) -> None:
    done = civicdesk("sample", *arguments)
    assert done.status in (1, 2)
    assert done.err.count("\n") == 1
    assert says in done.err


def test_names_and_ids_of_all_kinds_are_kept(home: Path, civicdesk: Civicdesk) -> None:
    ids = ["a'''b", "[[view]]", "é ü", 'q"uote', "\\back", "x" * 120, "--", "#"]
    with Workspace.open(home, whole=True) as workspace:
        workspace.library.put_many([Story(one, f"Title {number}") for number, one in enumerate(ids)])
    assert set(drawn(civicdesk, "99", "--seed", "1", "--name", 'My "first" one')) == {*ids, "seed-story"}
    assert civicdesk("count", 'sample:"my first one"').out == "9\n"
    assert civicdesk("count", "--view", "My").out == "9\n"
    assert civicdesk("views", "add", "Other", "police").status == 0
    assert civicdesk("views", "remove", "Other").status == 0
    assert civicdesk("count", "--view", "My").out == "9\n"


def test_a_view_file_with_ids_written_as_a_list_is_read(home: Path, civicdesk: Civicdesk) -> None:
    put(home, range(3))
    with Workspace.open(home) as workspace:
        views = workspace.places.views
    views.parent.mkdir(parents=True, exist_ok=True)
    views.write_text(f'[[view]]\nname = "By hand"\nfilter = "sample:x"\nstories = {json.dumps(["s1", "s2"])}\n')
    assert civicdesk("count", 'sample:"By hand"').out == "2\n"
    for wrong in ("stories = 3", 'stories = ["a", 3]', "unaided = 1"):
        views.write_text(f'[[view]]\nname = "By hand"\n{wrong}\n')
        assert "By hand" in civicdesk("views", "list").err


def test_no_sample_is_drawn_by_suggestions_that_only_this_user_has(filled: Path, civicdesk: Civicdesk) -> None:
    for number in range(12):
        civicdesk("tag", f"s{number}", "power")
    (filled / "config.toml").write_text("reweigh = true\n", encoding="utf-8")
    found = civicdesk("reweigh", "--json").json
    assert found["on"]
    assert [(one["concern"], one["tagged"], one["shift"]) for one in found["concerns"]] == [("power", 12, 1.0)]
    assert "suggested from 0.14 on" in civicdesk("reweigh").out
    refused = civicdesk("sample", "2", "concern:power", "--seed", "1")
    assert refused.status == 1
    assert "reweigh = false" in refused.err
    assert len(drawn(civicdesk, "2", "tag:power", "--seed", "1")) == 2
    assert civicdesk("reweigh", "--reset", "--json").json["concerns"][0]["shift"] == 0
