"""Decisions of others keep their names, come once, and count as theirs."""

from collections.abc import Callable

from msgspec.structs import replace

from civic.judgement import NOTE, Decision, Verdict, concern_field
from civic.operation import Operation
from storage.files.places import Places
from storage.library.library import Library

Opener = Callable[..., Library]
FIELD = concern_field("privacy")
TAGGED, REJECTED = Decision(Verdict.TAGGED), Decision(Verdict.REJECTED)
THEIRS = [
    Operation("o1", "seed-story", FIELD, TAGGED, None, "2026-01-01T00:00:00+00:00", "bob"),
    Operation("o2", "seed-story", FIELD, REJECTED, TAGGED, "2026-01-02T00:00:00+00:00", "bob"),
    Operation("o3", "gone", NOTE, "Ask.", None, "2026-01-02T00:00:00+00:00", "cy"),
]


def test_they_are_kept_as_they_were_signed_in_their_order(places: Places, open_library: Opener) -> None:
    library = open_library(places)
    assert library.adopt(THEIRS[::-1]).new == tuple(THEIRS[::-1])
    assert library.history("seed-story") == THEIRS[:2]
    assert not library.judgement("seed-story")
    assert {who: [*held] for who, held in library.view.others(library.history("gone")).items()} == {"cy": [NOTE]}
    library.close()
    assert open_library(places).history("seed-story") == THEIRS[:2]


def test_the_same_ones_come_once_and_undo_nothing_that_was_decided_since(library: Library) -> None:
    library.adopt(THEIRS)
    library.judge([("seed-story", FIELD, TAGGED)])
    assert library.adopt([*THEIRS, THEIRS[0]]).new == ()
    assert library.judgement("seed-story").tags == ("privacy",)
    assert len(library.history("seed-story")) == 3


def test_rows_show_what_is_ones_own(places: Places, open_library: Opener) -> None:
    library = open_library(places)
    library.adopt(THEIRS[:1])
    assert library.rows(library.search())[0].tags == ()
    library.close()
    again = open_library(places, formerly=("BOB",))
    assert again.rows(again.search())[0].tags == ("privacy",)


def test_one_id_with_two_contents_is_told_and_the_same_one_holds_everywhere(
    places: Places, open_library: Opener
) -> None:
    library = open_library(places)
    other = replace(THEIRS[0], value=REJECTED)
    library.adopt([THEIRS[0]])
    (clash,) = library.adopt([other]).clashes
    assert {clash.held, clash.dropped} == {THEIRS[0], other}
    assert library.history("seed-story") == [clash.held]
    library.close()
    again = open_library(places)
    again.adopt([clash.dropped])
    assert again.history("seed-story") == [clash.held]


def test_what_is_forgotten_comes_back_when_it_is_adopted_again(places: Places, open_library: Opener) -> None:
    library = open_library(places)
    library.adopt(THEIRS)
    assert library.forget({"seed-story": ["o1", "o2", "none"], "gone": [], "never": ["o1"]}) == 2
    assert library.history("seed-story") == []
    library.close()
    again = open_library(places)
    assert again.history("seed-story") == []
    assert again.adopt(THEIRS).new == tuple(THEIRS[:2])
    assert again.history("seed-story") == THEIRS[:2]
