import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from civic.codebook import CONCERNS
from civic.habits import Habit, place
from civic.query import And, AtLeast, Has, Is, Not, Or, Query
from civic.reweighing import LARGEST, as_for_all, needed, rests_on_suggestions, reweighed, shift_of, shifts_of
from civic.story import Span
from civic.suggestions import MOST, SUGGESTED, Analysis, Evidence, Suggestion

IDS = [concern.id for concern in CONCERNS]
SEEN = (Evidence(Span(0, 4, "Text"), 0.5),)


def analysis(**scores: float) -> Analysis:
    found = [Suggestion(tag, score, score >= SUGGESTED, (), SEEN) for tag, score in scores.items()]
    return Analysis((), (), tuple(sorted(found, key=lambda one: (-one.score, place(one.concern)))))


def suggested(found: Analysis) -> list[str]:
    return [one.concern for one in found.suggested]


@pytest.mark.parametrize(
    ("accepted", "rejected", "tagged", "shift"),
    [
        (9, 0, 0, 0.0),  # too few
        (7, 3, 0, 0.0),  # as expected
        (10, 0, 0, 0.9),
        (5, 0, 5, 0.9),  # an own tag speaks for it
        (3, 7, 0, -0.8),
        (0, 20, 0, -LARGEST),
        (500, 0, 0, LARGEST),
    ],
)
def test_a_shift_follows_what_was_decided_a_little_and_within_bounds(
    accepted: int, rejected: int, tagged: int, shift: float
) -> None:
    assert shift_of(Habit("bias", accepted, rejected, tagged)) == pytest.approx(shift)


def test_decisions_before_the_reset_do_not_count() -> None:
    before = [Habit("bias", 0, 20, 0)]
    assert shifts_of(before) == {"bias": -LARGEST}
    assert shifts_of(before, before) == {}
    assert shifts_of([Habit("bias", 10, 20, 0), Habit("power", 12, 0, 0)], before) == {"bias": 0.9, "power": 1.0}
    assert shifts_of([Habit("bias", 0, 3, 0)], before) == {}  # most of them taken back since


def test_what_is_mostly_rejected_has_to_reach_more_and_what_is_accepted_less() -> None:
    plain = analysis(privacy=0.8, bias=0.45, power=0.2)
    found = reweighed(plain, {"bias": -0.9, "power": 0.9})
    assert suggested(found) == ["privacy", "power"]
    fallen, risen = found.suggestion("bias"), found.suggestion("power")
    assert fallen is not None and risen is not None
    assert fallen.by_decisions == "by your decisions, else 0.45"
    assert (risen.score, risen.evidence) == (0.381, SEEN)
    assert needed(0.9) == pytest.approx(0.148, abs=0.001)
    assert needed(0.0) == pytest.approx(SUGGESTED)


def test_nothing_is_suggested_where_nothing_is_at_stake_nor_more_than_the_most() -> None:
    assert suggested(reweighed(analysis(privacy=0.29, bias=0.28), {"privacy": 1.0})) == []
    many = {**dict.fromkeys(IDS[:MOST], 0.6), IDS[MOST]: 0.29}
    assert suggested(reweighed(analysis(**many), {IDS[MOST]: 1.0})) == IDS[:MOST]


def test_a_concern_without_a_sentence_that_shows_it_does_not_rise() -> None:
    plain = analysis(privacy=0.8, bias=0.29)
    plain = replace(plain, concerns=(plain.concerns[0], replace(plain.concerns[1], evidence=())))
    assert suggested(reweighed(plain, {"bias": 1.0})) == ["privacy"]


def test_what_a_provider_suggests_stays_as_it_is() -> None:
    one = Suggestion("bias", 0.4, True, (), SEEN, ("civicdesk", "llm x"))
    assert reweighed(Analysis((), (), (one,)), {"bias": -1.0}).concerns == (one,)


SHIFTS = st.dictionaries(st.sampled_from(IDS), st.floats(-LARGEST, LARGEST))
ANALYSES = st.dictionaries(st.sampled_from(IDS), st.floats(0, 1).map(lambda score: round(score, 3))).map(
    lambda scores: analysis(**scores)
)


@example(analysis(privacy=0.5, bias=0.5), {"privacy": -1.0}, {})
@given(ANALYSES, SHIFTS, SHIFTS)
def test_reweighing_can_be_taken_back_repeated_and_written(plain: Analysis, first: dict[str, float],
                                                           then: dict[str, float]) -> None:  # fmt: skip
    once = reweighed(plain, first)
    assert reweighed(once, first) == once
    assert reweighed(once, then) == reweighed(plain, then)
    assert as_for_all(once).concerns == plain.concerns
    assert Analysis.from_json(once.to_json()) == once
    assert len(once.suggested) <= max(MOST, len(plain.suggested))
    assert all(one.evidence == SEEN for one in once.concerns)


@pytest.mark.parametrize(
    ("query", "rests"),
    [
        (Has("concern", "bias"), True),
        (Has("tag", "bias"), False),
        (Not(And((Is("unread"), AtLeast(3)))), True),
        (Or((Is("unread"), Has("source", "bbc"))), False),
    ],
)
def test_which_filters_rest_on_suggestions(query: Query, rests: bool) -> None:
    assert rests_on_suggestions(query) is rests
