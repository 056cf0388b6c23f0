"""Names of coders: when two are one, what is written down of them, and which are the user's own."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.coder import AGREED, LONGEST, coder_key, coder_name, is_reserved, misleads, own_keys
from civic.text import clean

NAMES = st.text(st.characters() | st.sampled_from("aAßſİıΣςéÉ\u0301\u0345 "), max_size=12)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ada", "ada"),
        ("ADA LOVELACE", "ada lovelace"),
        ("Zoé", "Zoe\u0301"),
        ("ZOÉ", "zoe\u0301"),
        ("Straße", "STRASSE"),
        ("ΣΟΦΟΣ", "σοφος"),
        ("İpek", "I\u0307PEK"),
        ("\u1fb3", "\u03b1\u0345"),
        ("\u212b", "å"),
        ("한", "\u1112\u1161\u11ab"),
    ],
)
def test_names_that_differ_by_case_or_encoding_are_of_one_coder(one: str, other: str) -> None:
    assert coder_key(one) == coder_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Zoé", "Zoe"), ("Zoé", "Zoè"), ("ada", "ada l"), ("ada", ""), ("ı", "i"), ("ﬁ", "f i"), ("ａｄａ", "ada"),
     ("а", "a")],
)  # fmt: skip
def test_names_that_differ_by_an_accent_or_a_letter_are_of_two_coders(one: str, other: str) -> None:
    assert coder_key(one) != coder_key(other)


@given(NAMES)
def test_the_key_of_a_name_is_that_of_all_its_spellings(name: str) -> None:
    key = coder_key(name)
    assert coder_key(key) == key
    assert unicodedata.normalize("NFC", key) == key
    for form in ("NFC", "NFD"):
        for spelt in (unicodedata.normalize(form, name), unicodedata.normalize(form, name).casefold()):
            assert coder_key(spelt) == key


@given(NAMES)
def test_a_name_is_written_clean_on_one_line_and_short(name: str) -> None:
    written = coder_name(name * 12)
    assert len(written) <= LONGEST
    assert written == clean(written) == " ".join(written.split())
    assert coder_name(written) == written


def test_a_long_name_is_cut_and_one_of_white_space_is_none() -> None:
    assert coder_name("x" * LONGEST) == "x" * LONGEST
    assert coder_name("x" * 10_000) == "x" * (LONGEST - 1) + "…"
    assert coder_name(" ada\r\n\u202elovelace\x1b[31m ") == "ada lovelace"
    assert coder_name(" \n\t") == ""


@pytest.mark.parametrize("name", ["agreed", "Agreed", "AGREED"])
def test_what_was_settled_is_signed_by_nobody(name: str) -> None:
    assert is_reserved(name)
    assert AGREED not in own_keys(name, (name, "ada"))
    assert own_keys(name) == {""}


def test_only_the_whole_name_is_reserved() -> None:
    assert not any(map(is_reserved, ["", "agree", "agreed by ada", "ágreed"]))


def test_the_users_own_names_are_those_of_now_and_before_and_none() -> None:
    assert own_keys("Zoe\u0301") == {"", "zoé"}
    assert own_keys("Ada", ["Ada K", "ADA K", "", "agreed"]) == {"", "ada", "ada k"}
    assert own_keys("") == {""}


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("\u0430da", "mixes letters"), ("Ad\u03b1 Lovelace", "mixes letters"), ("a\u200dda", "can't be seen"),
        ("a\u3164da", "can't be seen"), ("Ada Lovelace", ""), ("Zo\u00eb-2", ""),
        ("\u0410\u043d\u043d\u0430 Smith", ""), ("\u5c71\u7530\u3055\u3093", ""),
        ("\u0645\u06cc\u200c\u0646\u0627", ""),
    ],
)  # fmt: skip
def test_a_name_that_may_be_taken_for_another_is_known(name: str, why: str) -> None:
    assert why in misleads(name)
    assert why in misleads(name)
    assert bool(misleads(name)) is bool(why)
