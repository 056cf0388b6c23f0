"""Lines as offsets into the text."""

import itertools

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui.text.plain import visible
from tui.text.wrap import wrap

TEXTS = st.text(st.one_of(st.sampled_from("ab \n語é́\t"), st.characters(exclude_categories=["Cs"])), max_size=120)


def lines(text: str, width: int) -> list[str]:
    return [text[start:end] for start, end in wrap(text, width)]


def test_breaks_between_words() -> None:
    assert lines("the quick brown fox", 10) == ["the quick", "brown fox"]


def test_a_word_longer_than_the_line_is_cut() -> None:
    assert lines("a 0123456789abc z", 10) == ["a", "0123456789", "abc z"]


def test_wide_characters_count_two_cells() -> None:
    assert lines("日本語テキスト", 6) == ["日本語", "テキス", "ト"]


def test_paragraphs_and_empty_lines_are_kept() -> None:
    assert lines("one\n\ntwo\n", 20) == ["one", "", "two", ""]


@given(TEXTS, st.integers(1, 40))
def test_no_letter_is_lost_and_order_is_kept(text: str, width: int) -> None:
    found = wrap(text, width)
    assert "".join("".join(text[start:end].split()) for start, end in found) == "".join(text.split())
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))


@given(TEXTS, st.integers(2, 40))
def test_no_line_is_wider_than_asked(text: str, width: int) -> None:
    assert all(cell_len(visible(text[start:end])) <= width for start, end in wrap(text, width))
