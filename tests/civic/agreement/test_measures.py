"""Agreement on concerns and on all together: what is given, and why something is not."""

from collections.abc import Mapping
from itertools import permutations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civic.agreement import FEWEST, Coding, Why, alpha, compared, kappa, percent
from civic.agreement.bootstrap import interval, resampled
from civic.judgement import Decision, Verdict
from civic.story import Span

YES = Decision(Verdict.TAGGED)
ORDER = ("privacy", "bias")


def stories(*said: tuple[str, ...]) -> dict[str, dict[str, Coding]]:
    """Coded stories: for each, one string a coder with the initials of the concerns that stand."""
    names = {concern[0]: concern for concern in ORDER}
    return {
        f"s{number}": {
            who: Coding({names[one]: YES for one in tags}, True)
            for who, tags in zip("abc", story, strict=False) if tags != "-"
        }
        for number, story in enumerate(said)
    }  # fmt: skip


def of_two(counts: Mapping[tuple[bool | None, ...], int]) -> dict[tuple[bool | None, bool | None], int]:
    return {(first, second): count for (first, second), count in counts.items()}


def test_each_concern_and_all_together_have_their_units() -> None:
    found = compared(stories(*[("p", "p")] * 8, *[("pb", "")] * 2, *[("", "b")] * 3, *[("", "")] * 12), "ab", ORDER)
    privacy, bias = found.concerns
    assert dict(privacy.counts) == {(True, True): 8, (True, False): 2, (False, False): 15}
    assert (privacy.stories, privacy.units, bias.units) == (25, 25, 25)
    assert (found.total.stories, found.total.units) == (25, 50)
    assert dict(found.total.counts) == {(True, True): 8, (True, False): 4, (False, True): 3, (False, False): 35}
    for one in (privacy, bias, found.total):
        assert one.percent and one.kappa
        assert one.percent.value == percent(of_two(one.counts))
        assert one.kappa.value == kappa(of_two(one.counts))
        assert one.alpha.value == alpha(one.counts)
        for estimate in (one.percent, one.alpha):
            assert estimate.value is not None and estimate.interval
            assert estimate.interval[0] <= estimate.value <= estimate.interval[1]


def test_no_coefficient_from_few_stories_however_many_concerns() -> None:
    for number in (1, FEWEST - 1):
        found = compared(stories(*[("p", "b")] * number), "ab", ORDER)
        for one in (*found.concerns, found.total):
            assert one.percent and one.kappa
            assert (one.percent.value, one.percent.interval) == (0, None)
            assert (one.kappa.value, one.alpha.value) == (None, None)
            assert {one.percent.why, one.kappa.why, one.alpha.why} == {Why.FEW}
    found = compared(stories(*[("p", "b")] * FEWEST), "ab", ORDER)
    assert found.total.kappa
    assert (found.total.kappa.value, found.total.kappa.why) == (-1, Why.NOTHING)


def test_a_concern_that_few_codebooks_had_has_no_coefficient_beside_those_that_all_had() -> None:
    said = stories(*[("pb", "b"), ("", "")] * FEWEST)
    for number, story in enumerate(said.values()):
        if number >= FEWEST - 1:
            story["b"] = Coding(story["b"].concerns, True, frozenset({"bias"}))
    privacy, bias = compared(said, "ab", ORDER).concerns
    assert (privacy.stories, privacy.alpha.why) == (FEWEST - 1, Why.FEW)
    assert (bias.stories, bias.alpha.value) == (2 * FEWEST, 1)


def test_where_all_say_the_same_there_is_nothing_to_agree_on() -> None:
    found = compared(stories(*[("p", "p")] * 30), "ab", ORDER)
    privacy, bias = found.concerns
    for one in (privacy, bias):
        assert one.percent and one.kappa
        assert (one.percent.value, one.percent.interval) == (100, (100, 100))
        assert (one.kappa.value, one.kappa.why, one.alpha.why) == (None, Why.ALIKE, Why.ALIKE)
    assert found.total.alpha.value == 1


def test_a_rare_answer_has_no_interval() -> None:
    privacy, bias = compared(stories(("p", ""), *[("b", "b"), ("", "")] * 15), "ab", ORDER).concerns
    assert (privacy.alpha.interval, privacy.alpha.why) == (None, Why.RARE)
    assert privacy.alpha.value is not None
    assert (bias.alpha.interval, bias.alpha.why) == ((1, 1), Why.NOTHING)


def test_without_stories_there_is_nothing() -> None:
    found = compared({}, "abc", ORDER)
    assert (found.concerns, found.total.stories, found.total.alpha.value) == ((), 0, None)
    assert len(found.pairs) == 3


def test_of_three_coders_alpha_is_for_all_and_the_rest_for_each_two() -> None:
    found = compared(stories(*[("p", "p", "-")] * 12, *[("", "b", "b")] * 20, *[("b", "b", "b")] * 5), "abc", ORDER)
    assert (found.total.percent, found.total.kappa) == (None, None)
    assert found.total.stories == 37
    assert [pair.ratings.coders for pair in found.pairs] == [("a", "b"), ("a", "c"), ("b", "c")]
    assert [pair.total.stories for pair in found.pairs] == [37, 25, 25]
    assert found.pairs[2].total.kappa and found.pairs[2].total.kappa.value == 1
    values: list[tuple[bool | None, ...]] = [value for row in found.ratings.stories.values() for value in row.values()]
    assert found.total.alpha.value == pytest.approx(alpha({value: values.count(value) for value in values}))


TABLES = st.lists(st.tuples(*[st.sampled_from(["", "p", "b", "pb", "-"])] * 3), min_size=20, max_size=30)


@settings(max_examples=3)  # each draws thousands of samples
@given(TABLES, st.randoms(use_true_random=False))
def test_the_order_of_coders_and_stories_says_nothing(table: list[tuple[str, str, str]], draw: Random) -> None:
    said = stories(*table)
    shuffled = list(said.items())
    draw.shuffle(shuffled)
    first = compared(said, "abc", ORDER)
    for coders in list(permutations("abc"))[3:5]:
        other = compared(dict(shuffled), coders, ORDER)
        assert (other.concerns, other.total) == (first.concerns, first.total)
        pairs: Mapping[frozenset[str], object] = {
            frozenset(pair.ratings.coders): pair.total.kappa and pair.total.kappa.value for pair in other.pairs
        }
        assert all(pair.total.kappa and pairs[frozenset(pair.ratings.coders)] == pair.total.kappa.value
                   for pair in first.pairs)  # fmt: skip


def test_samples_are_counted_as_if_story_by_story() -> None:
    told = [frozenset({"x", "y"}), frozenset({"x"}), frozenset[str](), frozenset({"z"})] * 16
    samples = list(resampled(told, ["x", "y", "z"], times=400, seed=7))
    assert samples == list(resampled(told[::-1], ["x", "y", "z"], times=400, seed=7))
    assert all(one["y"] <= one["x"] and one["x"] + one["z"] <= 64 for one in samples)
    for field, expected in (("x", 32), ("y", 16), ("z", 16)):
        assert sum(one[field] for one in samples) / 400 == pytest.approx(expected, abs=1)


def test_the_interval_is_the_middle_nineteen_twentieths() -> None:
    assert interval([float(number) for number in range(1001)][::-1]) == (25, 975)
    assert interval([0.5]) == (0.5, 0.5)
    assert interval([0.0, 1.0]) == (0.025, 0.975)


def test_differences_and_passages_are_of_what_stands_for_both() -> None:
    def tagged(start: int, end: int, severity: str, certainty: str = "") -> Coding:
        return Coding({"privacy": Decision(Verdict.TAGGED, (Span(start, end, "x"),), severity, certainty)}, True)

    said = {
        "s": {"a": tagged(0, 10, "low"), "b": tagged(5, 15, "high", "alleged")},
        "t": {"a": tagged(0, 10, "low"), "b": Coding({}, True)},
        "u": {"a": tagged(0, 10, "low"), "b": tagged(10, 20, "low")},
        "v": {"a": Coding({"privacy": YES}, True), "b": tagged(10, 20, "low")},
    }
    (pair,) = compared(said, "ab", ORDER).pairs
    assert [(one.story, one.what, one.first, one.second) for one in pair.differences] == [
        ("s", "severity", "low", "high")
    ]
    assert (pair.overlap.both, pair.overlap.shown, pair.overlap.overlapping) == (3, 2, 1)
    assert pair.overlap.jaccard == pytest.approx((5 / 15 + 0) / 2)
    assert list(compared(said, "ab", ORDER).disagreements) == [("t", "privacy", (True, False))]
