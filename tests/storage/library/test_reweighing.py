"""The user's own decisions, re-weighing what a library suggests: only where asked for, and never what a sample has."""

from collections.abc import Callable

import pytest

from civic.judgement import Decision, Verdict, concern_field
from civic.query import parse
from civic.story import Span, Story
from civic.suggestions import Analysis, Evidence, Suggestion
from civic.views import View
from storage.files.places import Places
from storage.index.analyses import get_analysis
from storage.library.library import Library
from storage.settings.views import keep
from tests.storage.conftest import BEGINNING, story

STORIES = [story(f"s{number:02}", f"Text {number}") for number in range(16)]
SCORES = {"privacy": 0.8, "bias": 0.5, "power": 0.2}


def suggestions(one: Story) -> Analysis:
    seen = (Evidence(Span(0, 4, one.text[:4]), 0.5),)
    return Analysis((), (), tuple(Suggestion(tag, score, score >= 0.3, (), seen) for tag, score in SCORES.items()))


@pytest.fixture
def decided(library: Library, places: Places) -> Library:
    library.put_many(STORIES)
    for one in library.stories([one.id for one in STORIES]):
        library.keep_analysis(one, suggestions(one), patience=5)
    library.judge([
        change for one in STORIES[:12] for change in (
            (one.id, concern_field("bias"), Decision(Verdict.REJECTED if one.id != "s00" else Verdict.ACCEPTED)),
            (one.id, concern_field("power"), Decision(Verdict.TAGGED)),
        )
    ])  # fmt: skip
    return library


def turn(places: Places, on: bool) -> None:
    places.settings.write_text(f"reweigh = {str(on).lower()}\n", encoding="utf-8")


def count(library: Library, written: str) -> int:
    return library.count(parse(written, BEGINNING))


def suggested(library: Library, name: str) -> list[str]:
    found = library.analysis(name)
    assert found is not None
    return [one.concern for one in found.suggested]


def test_nothing_is_reweighed_unless_it_is_asked_for(decided: Library) -> None:
    found = decided.reweigh()
    assert (found.on, found.shifts) == (False, {})
    assert suggested(decided, "s15") == ["privacy", "bias"]
    assert count(decided, "concern:bias") == 5


def test_decisions_shift_what_is_suggested_and_found_and_switching_it_off_brings_all_back(
    decided: Library, places: Places
) -> None:
    turn(places, True)
    assert decided.reweigh().shifts == {"bias": -1.0, "power": 1.0}
    assert suggested(decided, "s15") == ["privacy", "power"]
    assert (count(decided, "concern:bias"), count(decided, "concern:power")) == (1, 16)
    kept = decided._live.ask(lambda db: get_analysis(db, STORIES[15]))
    assert kept == suggestions(STORIES[15])  # what is kept is what everybody has
    turn(places, False)
    assert suggested(decided, "s15") == ["privacy", "bias"]
    decided.reweigh()
    assert (count(decided, "concern:bias"), count(decided, "concern:power")) == (5, 12)


def test_decisions_of_before_a_reset_count_no_more(decided: Library, places: Places) -> None:
    turn(places, True)
    assert decided.reweigh().shifts
    found = decided.reweigh(reset=True)
    assert found.shifts == {}
    assert {(one.concern, one.rejected) for one in found.habits} >= {("bias", 0)}
    assert count(decided, "concern:bias") == 5
    assert decided.reweigh().shifts == {}


def test_what_a_sample_has_is_suggested_as_to_everybody(decided: Library, places: Places) -> None:
    turn(places, True)
    decided.reweigh()
    keep(places, View("Pilot", stories=("s14", "s15")))
    assert suggested(decided, "s15") == ["privacy", "bias"]
    assert suggested(decided, "s13") == ["privacy", "power"]
    decided.reweigh()
    assert count(decided, "concern:bias") == 3


def test_they_hold_with_a_new_index_from_the_next_turn_on(
    decided: Library, places: Places, open_library: Callable[..., Library]
) -> None:
    turn(places, True)
    decided.reweigh()
    decided.close()
    assert open_library(places).reweigh().shifts == {"bias": -1.0, "power": 1.0}
    places.index.unlink()
    again = open_library(places)
    for one in STORIES:
        again.keep_analysis(one, suggestions(one), patience=5)
    assert count(again, "concern:bias") == 1  # what is analysed now is found so at once


def test_a_broken_memory_reweighs_nothing(decided: Library, places: Places) -> None:
    turn(places, True)
    places.state.write_text('{"shifts": {"bias": "much", "power": [1]}, "shifts since": [3, {"concern": 4}]}')
    assert suggested(decided, "s15") == ["privacy", "bias"]
    assert decided.reweigh().shifts == {"bias": -1.0, "power": 1.0}


def test_a_decision_says_that_the_score_beside_it_was_reweighed(decided: Library, places: Places) -> None:
    def reweighed(name: str) -> list[tuple[str | None, bool]]:
        made = decided.judge([(name, concern_field(tag), Decision(Verdict.ACCEPTED)) for tag in ("bias", "privacy")])
        return [(one.tag, one.reweighed) for one in made]

    assert reweighed("s12") == [("bias", False), ("privacy", False)]
    turn(places, True)
    decided.reweigh()
    assert reweighed("s13") == [("bias", True), ("privacy", False)]
    keep(places, View("Pilot", stories=("s14",)))
    assert reweighed("s14") == [("bias", False), ("privacy", False)]
