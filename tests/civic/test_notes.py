"""Notes that two have written at once."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from civic.notes import with_both


@pytest.mark.parametrize(
    ("opened", "there", "written", "kept"),
    [
        ("", "", "mine", "mine"),
        ("old", "old", "mine", "mine"),
        ("old", "old", "", ""),
        ("", "theirs", "mine", "theirs\nmine"),
        ("", "mine", "mine", "mine"),
        ("old", "old\ntheirs", "old\nmine", "old\ntheirs\nmine"),
        ("old", "theirs", "old\nmine", "theirs\nold\nmine"),
        ("old", "theirs", "old", "theirs"),
        ("old", "theirs", "", "theirs"),
        ("old", "", "old\nmine", "old\nmine"),
        ("old", "", "", ""),
    ],
)
def test_both_are_kept(opened: str, there: str, written: str, kept: str) -> None:
    assert with_both(opened, there, written) == kept


NOTES = some.sampled_from(["", "a", "b", "a\nb", "c"])


@given(NOTES, NOTES, NOTES)
def test_nothing_of_what_another_wrote_is_lost(opened: str, there: str, written: str) -> None:
    assert there == opened or there in with_both(opened, there, written)
