"""Rounds as a desk knows them: what is coded in which, what is hidden, and the views of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from civic.jsonvalue import JsonValue
from civic.rounds import Round, coded_in, hidden_in, round_of
from civic.views import SHIPPED, find, views_of, with_shipped
from tests.civic.operations import JSON

IDS = st.lists(st.text(min_size=1, max_size=3), max_size=4, unique=True).map(tuple)
ROUNDS = st.builds(Round, st.text("abç", min_size=1), st.booleans(), st.booleans(), st.booleans(), IDS, IDS)
SPRING = Round("spring", blind=True, unaided=True, stories=("s1", "s2", "s3"), mine=("s1", "s2"))
AUTUMN = Round("autumn", stories=("s2", "s4"), mine=("s2",))


@given(ROUNDS)
def test_a_round_is_read_as_it_was_written(one: Round) -> None:
    assert round_of(one.to_json()) == one


@given(JSON)
def test_anything_else_is_no_round(body: JsonValue) -> None:
    found = round_of(body)
    assert found is None or found.name


@pytest.mark.parametrize("name", [None, "", " ", 7, "\x1b\u200b"])
def test_a_round_has_a_name(name: object) -> None:
    assert round_of({"name": name, "stories": ["s"]}) is None


def test_what_is_written_otherwise_is_left_out() -> None:
    body = {"name": "a\x1b[31m  b", "blind": 1, "stories": ["s", 7, "", "x" * 3000], "mine": "s"}
    assert round_of(body) == Round("a b", stories=("s",))


def test_a_story_is_coded_in_the_round_that_was_opened_first() -> None:
    assert coded_in([SPRING, AUTUMN]) == {"s1": "spring", "s2": "spring"}
    assert coded_in([AUTUMN, SPRING]) == {"s1": "spring", "s2": "autumn"}
    assert coded_in([replace(SPRING, closed=True), AUTUMN]) == {"s2": "autumn"}


def test_all_stories_of_a_round_are_hidden_while_it_is_blind_and_open() -> None:
    assert hidden_in([SPRING, AUTUMN]) == {"s1": "spring", "s2": "spring", "s3": "spring"}
    assert hidden_in([replace(SPRING, closed=True), AUTUMN]) == {}


def test_a_round_is_a_view_of_what_the_user_codes_and_then_of_all() -> None:
    [open_one] = views_of([SPRING, replace(AUTUMN, mine=())], [])
    assert (open_one.filter, open_one.stories, open_one.unaided) == ('sample:"spring"', ("s1", "s2"), True)
    [closed] = views_of([replace(SPRING, closed=True)], [])
    assert (closed.stories, closed.unaided) == (("s1", "s2", "s3"), False)


def test_a_view_of_that_name_stays_the_users() -> None:
    [named] = views_of([SPRING], ["Spring"])
    assert (named.name, named.filter) == ("spring (round)", 'sample:"spring (round)"')
    [quoted] = views_of([replace(SPRING, name='a "b"')], [])
    assert quoted.filter == 'sample:"a b"'
    assert find((*with_shipped(()), *views_of([SPRING], [one.name for one in SHIPPED])), "spr").stories == ("s1", "s2")
