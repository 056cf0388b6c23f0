"""Which units count: stories that are coded, concerns that a codebook had, or only what was decided."""

from civic.agreement import Coding, ratings_of
from civic.judgement import Decision, Verdict

YES, NO = Decision(Verdict.TAGGED), Decision(Verdict.REJECTED)
ORDER = ("privacy", "bias", "access")


def coded(*yes: str, scope: tuple[str, ...] | None = None) -> Coding:
    return Coding(dict.fromkeys(yes, YES), True, None if scope is None else frozenset(scope))


def test_what_is_undecided_of_a_coded_story_is_no() -> None:
    found = ratings_of({"s": {"ana": coded("privacy"), "ben": Coding({"bias": NO}, True)}}, ["ana", "ben"], ORDER)
    assert found.stories == {"s": {"privacy": (True, False), "bias": (False, False), "access": (False, False)}}


def test_a_story_that_only_one_has_coded_does_not_count() -> None:
    stories = {"s": {"ana": coded("privacy"), "ben": Coding({"privacy": YES})}, "t": {"ana": coded()}, "u": {}}
    assert ratings_of(stories, ["ana", "ben"], ORDER).stories == {}


def test_a_concern_that_a_codebook_did_not_have_is_missing() -> None:
    early, late = coded("privacy", scope=("privacy", "bias")), coded("privacy", "access", scope=ORDER)
    found = ratings_of({"s": {"ana": early, "ben": late, "cy": late}}, ["ana", "ben", "cy"], ORDER)
    assert found.stories["s"]["access"] == (None, True, True)
    assert found.of("ana", "ben").stories == {"s": {"privacy": (True, True), "bias": (False, False)}}
    assert found.of("ana", "ben").concerns == ("privacy", "bias")


def test_a_tag_that_no_codebook_has_says_nothing_where_nobody_could_say_no() -> None:
    said = {"s": {"ana": coded("own", scope=ORDER), "ben": coded("own", scope=ORDER)}}
    assert "own" not in ratings_of(said, ["ana", "ben"], ORDER).concerns
    decided = ratings_of(said, ["ana", "ben"], ORDER, decided=True)
    assert decided.stories == {"s": {"own": (True, True)}}


def test_only_what_two_decided_counts_where_that_is_asked_for() -> None:
    said = {
        "s": {"ana": Coding({"bias": YES, "own": YES}), "ben": Coding({"bias": NO, "privacy": NO}, True)},
        "t": {"ana": coded("privacy"), "ben": coded()},
    }
    assert ratings_of(said, ["ana", "ben"], ORDER, decided=True).stories == {"s": {"bias": (True, False)}}


def test_of_three_coders_two_make_a_unit() -> None:
    said = {"s": {"ana": coded("bias"), "cy": coded()}, "t": {"ben": coded()}}
    found = ratings_of(said, ["ana", "ben", "cy"], ["bias"])
    assert found.stories == {"s": {"bias": (True, None, False)}}
    assert found.of("ana", "ben").stories == {}
