"""Agreement between coders, held against published figures."""

from collections.abc import Hashable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.agreement import Agreement, agreements, disagreements, kappa, pooled
from civic.judgement import Decision, Judgement, Verdict


def judged(*tags: str, rejected: tuple[str, ...] = ()) -> Judgement:
    said = {tag: Decision(Verdict.TAGGED) for tag in tags} | {tag: Decision(Verdict.REJECTED) for tag in rejected}
    return Judgement(said)


def test_kappa_is_that_of_the_published_example() -> None:
    # A. J. Viera and J. M. Garrett, "Understanding interobserver agreement: the kappa statistic", Family Medicine 37
    # (2005), 360-363, table 1: two residents on whether noon lectures are helpful; observed agreement 0.85, expected
    # 0.65, kappa 0.57.
    lectures = Agreement("helpful", both=15, first_only=5, second_only=10, neither=70)
    assert lectures.percent == 85
    assert lectures.kappa == pytest.approx((0.85 - 0.65) / (1 - 0.65))
    assert round(lectures.kappa or 0, 2) == 0.57


@pytest.mark.parametrize(
    ("both", "first_only", "second_only", "neither", "expected"),
    [(20, 5, 10, 15, 0.4), (45, 15, 25, 15, 0.1304), (25, 35, 5, 35, 0.2593)],
)
def test_kappa_is_that_of_the_example_of_encyclopaedias(
    both: int, first_only: int, second_only: int, neither: int, expected: float
) -> None:
    # The worked example of Wikipedia's "Cohen's kappa", which many textbooks have too: two readers of 50 proposals for
    # a grant. Behind it the two tables there that have the same percentage, 60, and not the same kappa.
    found = agreements(*two_coders(both, first_only, second_only, neither))
    grant = next(one for one in found if one.concern == "grant")
    assert grant == Agreement("grant", both, first_only, second_only, neither)
    assert grant.kappa == pytest.approx(expected, abs=0.00005)
    assert grant.percent == pytest.approx(100 * (both + neither) / (both + first_only + second_only + neither))


def two_coders(*counts: int) -> tuple[dict[str, Judgement], dict[str, Judgement]]:
    """What two people said of as many stories: both "grant", the first alone, the second alone, neither."""
    said = [pair for pair, count in zip([(1, 1), (1, 0), (0, 1), (0, 0)], counts, strict=True) for _ in range(count)]
    first, second = ({f"s{number}": judged("seen", *(["grant"] * pair[coder])) for number, pair in enumerate(said)}
                     for coder in (0, 1))  # fmt: skip
    return first, second


def test_kappa_takes_any_number_of_categories() -> None:
    counts: dict[tuple[Hashable, Hashable], int] = {
        ("a", "a"): 20,
        ("b", "b"): 20,
        ("c", "c"): 20,
        ("a", "b"): 10,
        ("b", "c"): 10,
        ("c", "a"): 10,
    }
    # shares: each category 1/3 for both coders, so 1/3 is expected and 2/3 observed
    assert kappa(counts) == pytest.approx(0.5)


def test_full_agreement_is_one_its_opposite_minus_one_and_none_where_nothing_can_be_said() -> None:
    assert kappa({(True, True): 3, (False, False): 4}) == 1
    assert kappa({(True, False): 4, (False, True): 4}) == -1
    assert kappa({}) is None
    assert kappa({(False, False): 9}) is None
    assert Agreement("x", 0, 0, 0, 0).percent is None


@given(st.dictionaries(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), st.integers(0, 1000)))
def test_kappa_lies_between_minus_one_and_one_and_does_not_ask_who_was_first(
    counts: dict[tuple[Hashable, Hashable], int],
) -> None:
    found = kappa(counts)
    assert found == kappa({(second, first): count for (first, second), count in counts.items()})
    assert found is None or -1 <= found <= 1


def test_only_stories_that_both_have_judged_are_compared() -> None:
    first = {"a": judged("privacy"), "b": judged("bias"), "c": judged("bias"), "d": Judgement(note="Only a note.")}
    second = {"a": judged("privacy", "own-tag"), "b": judged(rejected=("bias",)), "d": judged("bias"), "e": judged("x")}
    found = agreements(first, second)
    assert [one.concern for one in found] == ["privacy", "bias", "own-tag"]
    assert found[0] == Agreement("privacy", both=1, first_only=0, second_only=0, neither=1)
    assert found[1] == Agreement("bias", both=0, first_only=1, second_only=0, neither=1)
    assert found[2] == Agreement("own-tag", both=0, first_only=0, second_only=1, neither=1)
    assert pooled(found) == Agreement("", 1, 1, 1, 3)
    assert list(disagreements(first, second)) == [("a", "own-tag", False, True), ("b", "bias", True, False)]
