"""`clean`: nothing that acts on a terminal or hides what a text says gets through, and nothing else is touched."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from civic.text import apart, clean, clean_line

HOSTILE = [
    "\x1b[31mred\x1b[0m", "\x1b]0;title\x07", "\x1b]52;c;ZXZpbA==\x1b\\", "\x9b2J", "\x9d52;c;ZQ==\x9c", "\x90q\x9c",
    "\x1bc", "\x1b(0", "\x1b[?1049h", "\x08\x08\x08", "\x00", "\x7f", "\u202eevil\u202c", "\u2066x\u2069", "\u200b",
    "\u200e", "\ufeff", "\U000e0041\U000e007f", "\ud800", "\ufffe", "\u2028", "\x85", "\r\n", "\r", "\x0c",
    "a" + "\u0301" * 50, "\x1b", "\x1b[", "\x1b]", "\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "\u061c", "\xad",
]  # fmt: skip
NASTY = st.lists(st.sampled_from(HOSTILE) | st.text(max_size=5)).map("".join)
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffe\uffff"
    "\ud800-\udfff\U000e0000-\U000e0fff]"
)


@pytest.mark.parametrize("hostile", HOSTILE, ids=ascii)
def test_no_hostile_character_passes(hostile: str) -> None:
    assert not FORBIDDEN.search(clean(f"before {hostile} after"))
    assert clean(f"before {hostile}\n after").startswith("before")
    assert clean(f"before {hostile}\n after").endswith("after")


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("never closed \x1b]0;title\nnext line", "never closed \nnext line"),
        ("one\r\ntwo\rthree\u2028four\x0cfive", "one\ntwo\nthree\nfour\nfive"),
        ("\x1b\x1b[31m[31mx", "[31mx"),
        ("pay\u202eelif\u202c", "payelif"),
        ("so\xadft", "soft"),
        ("z" + "\u0301" * 40, "z" + "\u0301" * 4),
        ("a\x9b31mred\x9b0m", "ared"),
        ("\x9d0;title\x07text", "text"),
        (
            "She said â€œnoâ€\x9d and the council paused it.\nNext.",
            "She said â€œnoâ€ and the council paused it.\nNext.",
        ),
        ("Město po\x9eaduje audit", "Město požaduje audit"),
        ("so-called \x93smart\x94 cameras \x96 2 in all", "so-called “smart” cameras – 2 in all"),
        ("\x90a \x98b \x9bcd \x9de \x9ef \x9fg", "a ˜b ›cd e žf Ÿg"),
    ],
)
def test_what_is_left_is_what_a_person_would_read(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@pytest.mark.parametrize(
    "harmless",
    [
        "",
        "plain",
        "tab\tand\nline",
        "Ça coûte £50m — “naïve”…",
        "می‌خواهم",
        "क्‍ष",
        "👩‍👩‍👧‍👦",
        "한국어",
        "ấ",
        "[/nope] [red]",
        "\ue000",
    ],
)
def test_harmless_text_is_returned_itself(harmless: str) -> None:
    assert clean(harmless) == harmless


@given(NASTY)
@example("\x1b\x08[31m")
@example("\x1b[\x1b[mm")
@example("e" + "\u0301" * 5 + "\x00" + "\u0301" * 5)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert not FORBIDDEN.search(once)


@given(NASTY, st.integers(1, 40))
def test_a_line_is_one_line_of_bounded_length(text: str, limit: int) -> None:
    line = clean_line(text, limit)
    assert len(line) <= limit
    assert not re.search(r"[\n\t]|\s\s", line)
    assert line == line.strip()
    assert clean_line(line, limit) == line


@given(st.text(st.characters(categories=["L"])), st.characters(min_codepoint=0x80, max_codepoint=0x9F))
def test_a_character_of_the_c1_range_takes_nothing_along(text: str, control: str) -> None:
    assert clean(f"{text}{control}{text} and more").replace("\n", "").endswith(f"{text} and more")
    assert clean(f"{text}{control}").startswith(text)


@given(st.text(st.characters(exclude_categories=["C", "M", "Z"])))
def test_letters_digits_and_signs_all_stay(text: str) -> None:
    assert clean(text) == text


def test_a_line_that_was_cut_says_so() -> None:
    assert clean_line("a" * 50, 10) == "a" * 9 + "…"
    assert clean_line("  a \n\n b\t") == "a b"


def test_a_line_of_megabytes_costs_no_more_than_its_beginning() -> None:
    assert clean_line(" " * 10_000 + "x" * 5_000_000, 20) == ""
    assert clean_line("x" * 5_000_000, 20) == "x" * 19 + "…"


def test_ligatures_are_the_letters_that_they_join() -> None:
    assert apart("oﬃcer ﬁle ﬂag eﬀect waﬄe ﬅ ﬆ") == "officer file flag effect waffle st st"
    assert clean("oﬃcer") == "oﬃcer"  # in what is here already, passages have their offsets
