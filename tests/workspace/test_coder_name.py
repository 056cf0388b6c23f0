"""Whether a user who takes a name has decided before, by whatever library."""

from pathlib import Path

import pytest

from civic.correction import EVERYWHERE, Correction
from civic.flags import HIDE, STAR
from civic.judgement import Value, stakeholder_field
from civic.story import Story
from storage.files.places import Places
from tests.doubles import MemoryLibrary
from workspace.coder_name import earlier_names, how_to_name


@pytest.fixture
def library() -> MemoryLibrary:
    library = MemoryLibrary(who="root")
    library.put_many([Story(f"s{n:04}", f"Story {n}") for n in range(501)])
    return library


@pytest.mark.parametrize(
    ("story", "field", "value"),
    [("s0000", STAR, True), ("s0500", STAR, True), ("s0250", HIDE, True),
     (EVERYWHERE, stakeholder_field("Acme"), Correction(name="Acme Ltd"))],
)  # fmt: skip
def test_any_decision_makes_a_name_one_that_was(story: str, field: str, value: Value, library: MemoryLibrary) -> None:
    library.judge([(story, field, value)])
    assert earlier_names(library, "root", "Ada") == ("root",)
    assert earlier_names(library, "ROOT", "Ada") == ("ROOT",)
    assert earlier_names(library, "root", "Root") == ()


def test_decisions_of_others_make_none(library: MemoryLibrary) -> None:
    library.who = "bo"
    library.judge([("s0000", STAR, True)])
    assert earlier_names(library, "root", "Ada") == ()


def test_how_to_take_a_name_is_one_clean_sentence(tmp_path: Path) -> None:
    said = how_to_name(Places.find(tmp_path / "a\nb\x1b[31m", environ={}), 'a"b')
    assert said.isprintable()
    assert r'formerly = ["a\"b"]' in said
