"""Which words are kept: those of a story that somebody has judged, so many of them, the judged ones longest."""

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.judgement import APART, HIDE, NOTE, READ, STAR, Decision, Value, Verdict, concern_field
from civic.operation import Operation
from civic.registers import OwnView
from civic.story import Span, Story
from civic.versions import LONGEST, MOST, Version, digests, is_judged, last_decided, replaced_at, revisions, surplus

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
ME = OwnView(frozenset({"ada"}))
_NUMBERS = count()


def operation(field: str, value: Value = True, who: str = "ada", hours: int = 0) -> Operation:
    at = (NOW + timedelta(hours=hours)).isoformat()
    return Operation(f"op{next(_NUMBERS)}", "s", field, value, None, at, who)


JUDGED = {READ: False, HIDE: False, APART: False, STAR: True, NOTE: True, concern_field("privacy"): True,
          "party:serco": True, "coded": True}  # fmt: skip


@pytest.mark.parametrize(("field", "judged"), JUDGED.items())
@pytest.mark.parametrize("who", ["ada", "ben", ""])
def test_reading_is_no_judgement_of_words(field: str, judged: bool, who: str) -> None:
    assert is_judged([operation(field, who=who)]) == judged
    assert is_judged([operation(READ), operation(field, who=who)]) == judged


def test_words_give_way_after_all_that_the_user_did() -> None:
    assert last_decided([], ME) is None
    assert replaced_at([], ME, NOW) == NOW
    late = [operation(READ, hours=5), operation(NOTE, "x", who="ben", hours=9)]
    assert last_decided(late, ME) == NOW + timedelta(hours=5)
    assert replaced_at(late, ME, NOW) == NOW + timedelta(hours=5, microseconds=1)
    last = [Operation("x", "s", READ, True, None, "9999-12-31T23:59:59.999999+00:00", "ada")]
    assert replaced_at(last, ME, NOW) == NOW


@given(needed=st.lists(st.booleans(), max_size=MOST + 20))
def test_as_many_stay_as_may_and_the_judged_ones_longest(needed: list[bool]) -> None:
    sha256s = [f"{number:x}" for number in range(len(needed))]
    judged = {sha256 for sha256, is_needed in zip(sha256s, needed, strict=True) if is_needed}
    gone = surplus(sha256s, judged)
    assert len(sha256s) - len(gone) == min(MOST, len(sha256s))
    lost = [place for place in gone if needed[place]]
    assert not lost or len(judged) - len(lost) == MOST
    free = [place for place, is_needed in enumerate(needed) if not is_needed]
    assert [place for place in gone if not needed[place]] == free[: len(gone) - len(lost)]


def test_evidence_names_the_text_that_it_was_chosen_in() -> None:
    chosen = Decision(Verdict.TAGGED, (Span(0, 1, "a", sha256="1f"), Span(1, 2, "b")))
    assert digests([operation(concern_field("x"), chosen), operation(NOTE, "y")]) == {"1f"}


def test_changes_are_told_from_the_latest_back() -> None:
    versions = [Version.of(Story("s", "T", text=text), NOW + timedelta(hours=n)) for n, text in enumerate(("a", "b"))]
    found = revisions(Story("s", "New title", text="c"), versions)
    assert [one.before.text for one in found] == ["b", "a"]
    assert found[0].changed_title
    assert not found[1].changed_title
    assert revisions(Story("s", "T"), []) == ()


def test_a_text_that_is_too_long_is_known_by_its_digest() -> None:
    version = Version.of(Story("s", "T", text="x" * (LONGEST + 1)), NOW)
    assert (version.text, version.whole) == ("", False)
    assert version.precedes(Story("s", "T", text="y"))
    assert not version.precedes(Story("s", "T", text="x" * (LONGEST + 1)))
    assert revisions(Story("s", "T", text="y"), [version])[0].changed_text == ()
