"""Coefficients of agreement, held against published figures."""

from collections.abc import Hashable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.agreement import alpha, kappa, percent


def table(both: int, first_only: int, second_only: int, neither: int) -> dict[tuple[bool, bool], int]:
    return {(True, True): both, (True, False): first_only, (False, True): second_only, (False, False): neither}


def test_kappa_is_that_of_the_published_example() -> None:
    # A. J. Viera and J. M. Garrett, "Understanding interobserver agreement: the kappa statistic", Family Medicine 37
    # (2005), 360-363, table 1: two residents on whether noon lectures are helpful; observed agreement 0.85, expected
    # 0.65, kappa 0.57.
    lectures = table(both=15, first_only=5, second_only=10, neither=70)
    assert percent(lectures) == 85
    assert kappa(lectures) == pytest.approx((0.85 - 0.65) / (1 - 0.65))
    assert round(kappa(lectures) or 0, 2) == 0.57


@pytest.mark.parametrize(
    ("counts", "expected"),
    [((20, 5, 10, 15), 0.4), ((45, 15, 25, 15), 0.1304), ((25, 35, 5, 35), 0.2593)],
)
def test_kappa_is_that_of_the_example_of_encyclopaedias(counts: tuple[int, int, int, int], expected: float) -> None:
    # The worked example of Wikipedia's "Cohen's kappa", which many textbooks have too: two readers of 50 proposals for
    # a grant. Behind it the two tables there that have the same percentage, 60, and not the same kappa.
    assert kappa(table(*counts)) == pytest.approx(expected, abs=0.00005)


def test_kappa_takes_any_number_of_categories() -> None:
    counts: dict[tuple[Hashable, Hashable], int] = {
        ("a", "a"): 20, ("b", "b"): 20, ("c", "c"): 20, ("a", "b"): 10, ("b", "c"): 10, ("c", "a"): 10,
    }  # fmt: skip
    # shares: each category 1/3 for both coders, so 1/3 is expected and 2/3 observed
    assert kappa(counts) == pytest.approx(0.5)


def test_alpha_is_that_of_its_author_s_example() -> None:
    # K. Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), A: two observers, binary data, ten units,
    # no missing values; alpha 0.095.
    meg = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0]
    owen = [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]
    counts: dict[tuple[bool | None, ...], int] = {}
    for pair in zip(map(bool, meg), map(bool, owen), strict=True):
        counts[pair] = counts.get(pair, 0) + 1
    assert alpha(counts) == pytest.approx(0.095, abs=0.0005)


def test_a_unit_with_one_value_says_nothing_to_alpha() -> None:
    counts: dict[tuple[bool | None, ...], int] = {
        (True, True, None): 5,
        (True, None, False): 2,
        (False, False, False): 4,
    }
    assert alpha(counts | {(None, True, None): 9, (None, None, None): 3}) == alpha(counts)


def test_full_agreement_is_one_its_opposite_minus_one_and_none_where_nothing_can_be_said() -> None:
    assert kappa(table(3, 0, 0, 4)) == alpha(table(3, 0, 0, 4)) == 1
    assert kappa(table(0, 4, 4, 0)) == -1
    assert alpha(table(0, 4, 4, 0)) == 1 - 15 * 8 / 64
    assert kappa({}) is alpha({}) is percent({}) is None
    assert kappa(table(0, 0, 0, 9)) is alpha(table(0, 0, 0, 9)) is None
    assert alpha(table(9, 0, 0, 0)) is None


@given(st.dictionaries(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), st.integers(0, 1000)))
def test_kappa_lies_between_minus_one_and_one_and_does_not_ask_who_was_first(
    counts: dict[tuple[Hashable, Hashable], int],
) -> None:
    found = kappa(counts)
    assert found == kappa({(second, first): count for (first, second), count in counts.items()})
    assert found is None or -1 <= found <= 1
