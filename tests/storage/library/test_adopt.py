"""Decisions of others keep their names, and come once."""

from collections.abc import Callable

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
    assert library.adopt(THEIRS) == THEIRS
    assert library.history("seed-story") == THEIRS[:2]
    assert library.judgement("seed-story").rejected == ("privacy",)
    assert library.judgement("gone").note == "Ask."
    library.close()
    assert open_library(places).history("seed-story") == THEIRS[:2]


def test_the_same_ones_come_once_and_undo_nothing_that_was_decided_since(library: Library) -> None:
    library.adopt(THEIRS)
    library.judge([("seed-story", FIELD, TAGGED)])
    assert library.adopt([*THEIRS, THEIRS[0]]) == []
    assert library.judgement("seed-story").tags == ("privacy",)
    assert len(library.history("seed-story")) == 3


def test_they_are_found_by_what_they_say(library: Library) -> None:
    library.adopt(THEIRS[:1])
    (row,) = library.rows(library.search())
    assert row.tags == ("privacy",)
