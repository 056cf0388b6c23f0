"""The codebook: the sixteen concerns and nine roles that everything else names by id."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from civic.codebook import (
    CONCERN_BY_ID,
    CONCERNS,
    DEFAULT,
    ROLE_BY_ID,
    ROLES,
    Codebook,
    Concern,
    is_whole,
    slug,
)


def test_there_are_sixteen_concerns_and_nine_roles_each_with_an_id_of_its_own() -> None:
    assert len(CONCERNS) == len(CONCERN_BY_ID) == 16
    assert len(ROLES) == len(ROLE_BY_ID) == 9
    assert len({concern.label for concern in CONCERNS}) == 16


@pytest.mark.parametrize("concern", CONCERNS, ids=lambda concern: concern.id)
def test_every_concern_says_what_it_means_and_where_it_ends(concern: Concern) -> None:
    assert all((concern.label, concern.means, concern.counts, concern.not_counts))
    assert slug(concern.id) == concern.id


def test_a_tag_is_called_by_its_label_and_an_own_one_by_itself() -> None:
    assert DEFAULT.label("privacy") == "Privacy & surveillance"
    assert DEFAULT.label("open-data") == "open-data"


@pytest.mark.parametrize(
    ("name", "stored"),
    [
        ("Open data", "open-data"), ("facial_recognition", "facial-recognition"), ("  -- A & B!", "a-b"),
        ("A and B", "a-b"), ("a AND and b", "a-b"), ("and", "and"), ("And then", "and-then"), ("R&D", "r-d"),
        ("Straße", "strasse"), ("Caf\u00e9", "caf\u00e9"), ("Cafe\u0301", "caf\u00e9"), ("ＡＢＣ", "abc"),
        ("監視", "監視"),
        ("हिन्दी", "हिन्दी"), ("می\u200cخواهم", "میخواهم"), ("C", "c"), ("C++", "c++"), ("c ++", "c"), ("C#", "c#"),
        (".NET", ".net"), ("net", "net"), ("ASP.NET", "asp-net"), ("a+b", "a-b"), ("C++17", "c-17"),
        ("#privacy", "privacy"),
        ("What is C++?", "what-is-c++"), ("❤\ufe0f", ""), ("🤖", ""), ("++", ""), (". ", ""), ("", ""),
        (f"{'x' * 59} y", "x" * 59), (f"{'x' * 58} .y", "x" * 58),
    ],
)  # fmt: skip
def test_an_own_tag_is_stored_in_one_way(name: str, stored: str) -> None:
    assert slug(name) == stored


@given(st.text())
def test_a_slug_is_short_plain_and_stays_as_it_is(name: str) -> None:
    stored = slug(name)
    assert len(stored) <= 60
    assert re.fullmatch(r"[^\s_&]*", stored)
    assert slug(stored) == stored
    assert slug(unicodedata.normalize("NFD", name)) == stored


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("privacy", "privacy"), ("Privacy & surveillance", "privacy"), ("privacy AND Surveillance", "privacy"),
        ("Watching people", "privacy"), ("watching-people", "privacy"), ("Jobs and working life", "labour"),
        ("Bias & discrimination", "bias"), ("unfair", "access"), ("UnFair!", "access"), ("Access", "access"),
        ("police", "police"), ("🤖", ""),
    ],
)  # fmt: skip
def test_a_name_means_the_tag_that_is_called_so_now_or_was(name: str, tag: str, renamed: Codebook) -> None:
    book = replace(renamed, was=(("inclusion", ("unfair",)), ("access", ("inclusion",))))
    assert book.tag(name) == tag


def test_no_label_takes_a_tag_from_another_one() -> None:
    own = (
        Concern("rent", "Bias", "", "", ""),
        Concern("homes", "Rent", "", "", ""),
        Concern("x", "Homes!", "", "", ""),
    )
    book = replace(DEFAULT, concerns=(*CONCERNS, *own), was=(("rent", ("flats",)),))
    assert [book.tag(name) for name in ("bias", "rent", "homes", "flats", "x")] == [
        "bias",
        "rent",
        "homes",
        "rent",
        "x",
    ]


@pytest.fixture
def renamed() -> Codebook:
    return Codebook((replace(CONCERNS[0], label="Watching people"), *CONCERNS[2:]))


def test_a_codebook_names_its_concerns_and_keeps_a_name_for_what_is_off(renamed: Codebook) -> None:
    assert renamed.label("privacy") == "Watching people"
    assert renamed.get("bias") is None
    assert renamed.label("bias") == CONCERN_BY_ID["bias"].label


def test_suggestions_rest_on_ids_keywords_and_what_has_sunk_but_not_on_names(renamed: Codebook) -> None:
    named = replace(renamed, concerns=(replace(CONCERNS[0], label="Watching people"), *CONCERNS[1:]))
    assert named.basis == DEFAULT.basis == ""
    others = [renamed, replace(DEFAULT, keywords=(("bias", ("unfair",)),)), replace(DEFAULT, sunk=frozenset({"bias"}))]
    assert len({"", *(codebook.basis for codebook in others)}) == 4


@pytest.mark.parametrize(
    ("was", "renamed"),
    [
        ((), {}),
        ((("open-data", ("data", "opendata")),), {"data": "open-data", "opendata": "open-data"}),
        ((("c", ("b",)), ("b", ("a",))), {"a": "c", "b": "c"}),
        ((("a", ("a",)),), {}),
        ((("b", ("a",)), ("a", ("a",))), {"a": "b"}),
        ((("a", ("b",)), ("b", ("a",)), ("c", ("d",))), {"d": "c"}),
        ((("b", ("a",)), ("c", ("b",)), ("b", ("c",))), {}),
    ],
    ids=["none", "merged", "a chain", "itself", "another and itself", "a circle", "a circle with a way in"],
)
def test_a_tag_is_called_what_its_last_name_is(was: tuple[tuple[str, tuple[str, ...]], ...], renamed: object) -> None:
    codebook = replace(DEFAULT, was=was)
    assert codebook.renamed == renamed
    assert codebook.basis == ""


@pytest.mark.parametrize(
    ("name", "whole"),
    [
        ("Facial_Recognition  now", True), ("health and safety", True), ("R & D", True), ("AT&T", True), ("Café", True),
        ("C++", True), (".NET", True), ("C*", False), ("new!", False), ("a" * 60, True), ("a" * 61, False),
        ("🤖 work", False),
    ],
)  # fmt: skip
def test_a_tag_that_says_less_than_its_name_is_known(name: str, whole: bool) -> None:
    assert is_whole(name) is whole
