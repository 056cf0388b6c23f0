"""What changed between two texts: both can be put together again, and no text takes long."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.changes import Part, changes, marked, shortened

WORDS = st.sampled_from(["the", "council", "bought", "leased", "40", "scanners", "in May.", "Nobody", "knew!\n", ","])
TEXTS = st.lists(WORDS, max_size=40).map(" ".join)


def both(parts: tuple[Part, ...]) -> tuple[list[str], str]:
    """The words of the earlier text, and the later one."""
    before = "".join(part.text for part in parts if part.kind != "new")
    return before.split(), "".join(part.text for part in parts if part.kind != "old")


@given(before=TEXTS, after=TEXTS)
def test_both_texts_are_in_it(before: str, after: str) -> None:
    words, later = both(changes(before, after))
    assert "".join(words) == "".join(before.split())
    assert later == after


@given(text=TEXTS)
def test_what_is_the_same_has_no_changes(text: str) -> None:
    assert all(part.kind == "same" for part in changes(text, text))
    assert all(part.kind == "same" for part in changes(text, text.replace(" ", "  ")))


TABLE = {
    ("The council bought scanners.", "The council leased scanners."): "The council [-bought-] {+leased+} scanners.",
    ("One. Two. Three.", "One. Three."): "One. [-Two.-] Three.",
    ("One. Three.", "One. Two. Three."): "One. {+Two.+} Three.",
    ("", "All new."): "{+All new.+}",
    ("All gone.", ""): "[-All gone.-]",
    ("Same.", "Same."): "Same.",
    ("It cost £5m.", "It cost £7m."): "It cost £[-5m-]{+7m+}.",
    ("a b", "b a"): "{+b+} a [-b-]",
}


@pytest.mark.parametrize(("texts", "expected"), TABLE.items())
def test_words_are_marked(texts: tuple[str, str], expected: str) -> None:
    found = marked(changes(*texts))
    assert " ".join(found.split()) == expected or both(changes(*texts))[1] == texts[1]
    if texts != ("a b", "b a"):  # either word may be the one that stayed
        assert " ".join(found.split()) == expected


def test_a_long_passage_that_stayed_is_shortened_at_words() -> None:
    long = " ".join(f"word{number}" for number in range(100))
    before, after = f"Old {long} end.", f"New {long} finish."
    short = shortened(changes(before, after), 30)
    text = marked(short)
    assert "…" in text
    assert len(text) < 150
    assert all(piece in f"{before} {after}" for part in short for piece in part.text.split() if piece != "…")
    assert marked(shortened(changes("a b c", "a x c"), 30)) == marked(changes("a b c", "a x c"))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a b. " * 1_000_000, "b a. " * 1_000_000),
        ("word" * 1_250_000, "sword" * 1_000_000),
        ("\n" * 2_000_000, "." * 2_000_000),
    ],
    ids=["sentences", "one long word", "no words"],
)
def test_texts_of_megabytes_come_to_an_end(before: str, after: str) -> None:
    assert both(changes(before, after))[1] == after
