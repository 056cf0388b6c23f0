"""The codebook: the sixteen concerns and nine roles that everything else names by id."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.codebook import (
    CONCERN_BY_ID,
    CONCERNS,
    DEFAULT,
    ROLE_BY_ID,
    ROLES,
    Codebook,
    Concern,
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
    [("Open data", "open-data"), ("  -- A & B!", "a-b"), ("Straße", "strasse"), ("監視", "監視"), ("🤖", ""), ("", "")],
)
def test_an_own_tag_is_stored_in_one_way(name: str, stored: str) -> None:
    assert slug(name) == stored


@given(st.text())
def test_a_slug_is_short_plain_and_stays_as_it_is(name: str) -> None:
    stored = slug(name)
    assert len(stored) <= 60
    assert re.fullmatch(r"(\w|-)*", stored)
    assert slug(stored).strip("-") == stored.strip("-")


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
