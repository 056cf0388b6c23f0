"""Orders, headings and folds over keys, of which the newest story has the largest."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.arrangement import GROUPS, ORDERS, Heading, How, arrange

KEYS = [9, 8, 7, 6, 5]


def test_newest_first_is_as_the_keys_come() -> None:
    found = arrange(KEYS, How())
    assert (list(found.keys), found.headings, found.falling, found.whole) == (KEYS, (), True, True)


def test_oldest_first_turns_them_round() -> None:
    found = arrange(KEYS, How("oldest"))
    assert (list(found.keys), found.falling) == ([5, 6, 7, 8, 9], False)


def test_a_rank_goes_first_and_those_without_come_last_newest_first() -> None:
    found = arrange(KEYS, How("source"), rank={6: "a", 8: "b", 9: "b"})
    assert list(found.keys) == [6, 9, 8, 7, 5]


@pytest.mark.parametrize(
    ("how", "groups", "keys", "headings"),
    [
        (How(group="day"), {9: ["2026-11-24"], 8: ["2026-11-24"], 7: ["2026-11-20"]}, [9, 8, 7, 6, 5],
         [(0, "2026-11-24", 2), (2, "2026-11-20", 1), (3, "", 2)]),
        (How("oldest", "day"), {9: ["2026-11-24"], 8: ["2026-11-24"], 7: ["2026-11-20"]}, [7, 8, 9, 5, 6],
         [(0, "2026-11-20", 1), (1, "2026-11-24", 2), (3, "", 2)]),
        (How(group="source"), {9: ["BBC"], 8: ["ars"], 7: ["ars"], 6: ["ars"], 5: ["BBC"]}, [8, 7, 6, 9, 5],
         [(0, "ars", 3), (3, "BBC", 2)]),
        (How(group="concern"), {9: ["bias"], 8: ["bias", "privacy"], 7: ["privacy"], 6: ["privacy"], 5: ["power"]},
         [8, 7, 6, 9, 8, 5], [(0, "privacy", 3), (3, "bias", 2), (5, "power", 1)]),
    ],
)  # fmt: skip
def test_headings(
    how: How, groups: dict[int, list[str]], keys: list[int], headings: list[tuple[int, str, int]]
) -> None:
    found = arrange(KEYS, how, groups=groups)
    assert list(found.keys) == keys
    assert found.headings == tuple(Heading(*one) for one in headings)


def test_a_fold_shows_its_newest_and_counts_the_rest() -> None:
    found = arrange(KEYS, How(), folds={8: 1, 6: 1, 5: 1})
    assert (list(found.keys), dict(found.copies), found.falling) == ([9, 8, 7], {8: 2}, True)


def test_an_unfolded_one_has_the_rest_under_it() -> None:
    found = arrange(KEYS, How(unfolded=frozenset({1})), folds={8: 1, 5: 1, 7: 2, 6: 2})
    assert (list(found.keys), found.inner, found.falling) == ([9, 8, 5, 7], frozenset({5}), False)
    assert dict(found.copies) == {8: 1, 7: 1}


def test_headings_stand_where_they_did_when_a_fold_is_opened() -> None:
    how = How(group="source", unfolded=frozenset({1}))
    found = arrange(KEYS, how, folds={9: 1, 5: 1}, groups={9: ["a"], 8: ["b"], 7: ["b"], 6: ["b"], 5: ["b"]})
    assert list(found.keys) == [9, 5, 8, 7, 6]
    assert found.headings == (Heading(0, "a", 1), Heading(2, "b", 3))


_values = st.lists(st.sampled_from(["", "a", "b", "c"]), max_size=3)


@given(
    st.sets(st.integers(0, 40)),
    st.sampled_from(ORDERS),
    st.sampled_from(GROUPS),
    st.dictionaries(st.integers(0, 40), st.integers(0, 4)),
    st.dictionaries(st.integers(0, 40), st.floats(0, 1)),
    st.dictionaries(st.integers(0, 40), _values.map(lambda found: list(dict.fromkeys(filter(None, found))))),
    st.frozensets(st.integers(0, 4)),
)
def test_no_story_is_lost_and_none_invented(
    keys: set[int],
    order: str,
    group: str,
    folds: dict[int, int],
    rank: dict[int, float],
    groups: dict[int, list[str]],
    unfolded: frozenset[int],
) -> None:
    newest_first = sorted(keys, reverse=True)
    how = How(order, group, unfolded)
    found = arrange(newest_first, how, folds=folds, rank=rank if order != "newest" else None, groups=groups)
    hidden = sum(count for key, count in found.copies.items() if folds[key] not in unfolded)
    assert len(set(found.keys)) == len(keys) - hidden
    assert set(found.keys) <= keys
    assert [one.at for one in found.headings] == sorted({one.at for one in found.headings})
    if found.falling:
        assert list(found.keys) == sorted(found.keys, reverse=True)
